-- Varied settings
-- The rows of pruned, repeated for each setting by which the variants of a method differ (changed), with the
-- value that the run has, default or not, and the rest of its variant (others). Runs of one method with equal
-- others differ in nothing else.

WITH named AS (
  SELECT
    *,
    collect_set(regexp_extract_all(variant, '(?:^| )([a-z0-9_]+)=', 1)) OVER (
      PARTITION BY
        dataset, dataset_fingerprint, model, structure, setting, dense_variant, method)
      AS names
  FROM pruned
),

each AS (
  SELECT *, explode(array_except(flatten(names), array('version'))) AS changed
  FROM named
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  changed,
  get_json_object(settings, concat('$.method.', changed)) AS value,
  trim(regexp_replace(variant, concat('(^| )', changed, '=[^ ]*'), '')) AS others,
  sparsity_target, seed, key, accuracy, dense_accuracy
FROM each
