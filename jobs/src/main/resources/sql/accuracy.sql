-- Accuracy by sparsity
-- Mean test accuracy over seeds with its 95 % confidence interval by Student's t, and what a run of
-- the method alone costs. The dense runs stand at sparsity 0.

WITH dense_variants AS (
  SELECT dataset_fingerprint, setting, variant AS dense_variant FROM runs WHERE method = 'dense'
  UNION
  SELECT dataset_fingerprint, setting, dense_variant FROM runs WHERE dense_key IS NOT NULL
),

-- A method that starts at initialisation descends from no dense run: it stands beside each.
pruned AS (
  SELECT
    r.dataset, r.dataset_fingerprint, r.model, r.structure, r.setting,
    coalesce(r.dense_variant, v.dense_variant) AS dense_variant,
    r.method, r.variant, r.sparsity_target, r.sparsity, r.accuracy,
    r.passes, r.method_seconds, r.device_kind, r.threads
  FROM runs r
  LEFT JOIN dense_variants v
    ON r.dense_key IS NULL
    AND v.dataset_fingerprint = r.dataset_fingerprint
    AND v.setting = r.setting
  WHERE r.method <> 'dense'
),

-- One dense run serves all structures, so it stands in each that is compared with it.
structures AS (
  SELECT DISTINCT dataset_fingerprint, setting, dense_variant, structure FROM pruned
),

dense AS (
  SELECT
    r.dataset, r.dataset_fingerprint, r.model, coalesce(s.structure, r.structure) AS structure,
    r.setting, r.variant AS dense_variant,
    r.method, r.variant, r.sparsity_target, r.sparsity, r.accuracy,
    r.passes, r.method_seconds, r.device_kind, r.threads
  FROM runs r
  LEFT JOIN structures s
    ON s.dataset_fingerprint = r.dataset_fingerprint
    AND s.setting = r.setting
    AND s.dense_variant = r.variant
  WHERE r.method = 'dense'
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  sparsity_target AS sparsity,
  -- Structured pruning removes whole groups: only there the two differ in the second decimal.
  CASE WHEN abs(avg(sparsity) - sparsity_target) >= 0.00005 THEN avg(sparsity) END
    AS achieved_sparsity,
  avg(accuracy) AS accuracy,
  ci95(count(*), stddev_samp(accuracy)) AS accuracy_ci95,
  count(*) AS seeds,
  avg(passes) AS passes,
  -- Seconds of unlike machines have no mean.
  CASE WHEN count(DISTINCT device_kind, threads) = 1 THEN avg(method_seconds) END AS method_seconds
FROM (SELECT * FROM dense UNION ALL SELECT * FROM pruned)
GROUP BY
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  sparsity_target
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant,
  method <> 'dense', method, variant, sparsity
