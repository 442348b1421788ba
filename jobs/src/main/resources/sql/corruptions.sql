-- Robustness by corruption
-- Mean accuracy over the five severities of each corruption, and the mean difference to the dense runs of the
-- same seeds: means over seeds with their 95 % confidence interval by Student's t.

WITH cell AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, corruption, method, variant,
    sparsity_target,
    mean_ci95(accuracy) AS accuracy,
    mean_ci95(accuracy - dense_accuracy) AS difference,
    avg((1 - accuracy) / nullif(1 - dense_accuracy, 0)) AS error_ratio
  FROM corrupted
  WHERE corruption <> 'none'
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, corruption, method, variant,
    sparsity_target
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, corruption, method, variant,
  sparsity_target AS sparsity,
  accuracy.mean AS accuracy,
  accuracy.ci95 AS accuracy_ci95,
  difference.mean AS difference,
  difference.ci95 AS difference_ci95,
  error_ratio,
  accuracy.n AS seeds
FROM cell
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, corruption, method, variant,
  sparsity
