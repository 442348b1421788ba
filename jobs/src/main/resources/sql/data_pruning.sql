-- Fewer images beside fewer weights
-- Test accuracy by the share of training images that were kept (data_density), by what they were chosen by (score,
-- with its settings), and by sparsity: means over seeds with their 95 % confidence interval by Student's t, and the
-- mean difference to the runs of the same seeds on all images. Where a score is no better than random, the number of
-- images decides. The score seta draws this share for each epoch and uses a part of it: passes shows how much.

WITH parts AS (
  SELECT
    *,
    regexp_replace(setting, ' data_pruning[(][^)]*[)]$', '') AS whole,
    trim(regexp_replace(
      regexp_extract(setting, ' data_pruning[(]([^)]*)[)]$', 1), '(^| )(keep|score|order)=[^ ]*', '')) AS options,
    coalesce(CAST(get_json_object(settings, '$.data_pruning.keep') AS DOUBLE), 1) AS data_density,
    get_json_object(settings, '$.data_pruning.score') AS chosen_by,
    get_json_object(settings, '$.data_pruning.order') AS ranked
  FROM compared
),

scored AS (
  SELECT
    *,
    CASE
      WHEN chosen_by IS NULL THEN 'all images'
      ELSE trim(concat_ws(' ', chosen_by, CASE WHEN chosen_by NOT IN ('random', 'seta') THEN ranked END, options))
    END AS score,
    max(chosen_by IS NOT NULL) OVER (PARTITION BY dataset_fingerprint, whole, structure, dense_variant) AS has_parts
  FROM parts
),

cell AS (
  SELECT
    p.dataset, p.dataset_fingerprint, p.model, p.structure, p.whole, p.dense_variant, p.score, p.data_density,
    p.method, p.variant, p.sparsity_target,
    mean_ci95(p.accuracy) AS accuracy,
    mean_ci95(p.accuracy - a.accuracy) AS difference,
    avg(p.passes) AS passes
  FROM scored p
  LEFT JOIN parts a
    ON p.chosen_by IS NOT NULL
    AND a.chosen_by IS NULL
    AND a.dataset_fingerprint = p.dataset_fingerprint
    AND a.setting = p.whole
    AND a.structure = p.structure
    AND a.dense_variant = p.dense_variant
    AND a.method = p.method
    AND a.variant = p.variant
    AND a.sparsity_target = p.sparsity_target
    AND a.seed = p.seed
  WHERE p.has_parts
  GROUP BY
    p.dataset, p.dataset_fingerprint, p.model, p.structure, p.whole, p.dense_variant, p.score, p.data_density,
    p.method, p.variant, p.sparsity_target
)

SELECT
  dataset, dataset_fingerprint, model, structure, whole AS setting, dense_variant,
  score, data_density, method, variant, sparsity_target AS sparsity,
  accuracy.mean AS accuracy,
  accuracy.ci95 AS accuracy_ci95,
  difference.mean AS difference,
  difference.ci95 AS difference_ci95,
  accuracy.n AS seeds,
  passes
FROM cell
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method, variant, sparsity, score,
  data_density
