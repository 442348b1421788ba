-- Accuracy by sparsity
-- Mean test accuracy over seeds with its 95 % confidence interval by Student's t, its mean difference
-- to the dense runs of the same seeds, and what a run of the method alone costs. The dense runs stand
-- at sparsity 0.

WITH cells AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target,
    avg(sparsity) AS achieved,
    mean_ci95(accuracy) AS accuracy,
    mean_ci95(accuracy - dense_accuracy).mean AS difference,
    avg(passes) AS passes,
    avg(method_seconds) AS method_seconds,
    count(DISTINCT device_kind, threads) AS machines
  FROM compared
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  sparsity_target AS sparsity,
  -- Structured pruning removes whole groups: only there the two differ in the second decimal.
  CASE WHEN abs(achieved - sparsity_target) >= 0.00005 THEN achieved END AS achieved_sparsity,
  accuracy.mean AS accuracy,
  accuracy.ci95 AS accuracy_ci95,
  difference,
  accuracy.n AS seeds,
  passes,
  -- Seconds of unlike machines have no mean.
  CASE WHEN machines = 1 THEN method_seconds END AS method_seconds
FROM cells
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant,
  method <> 'dense', method, variant, sparsity
