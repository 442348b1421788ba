-- Ablations
-- What one setting of a method does while its others stay: mean test accuracy over seeds with its 95 %
-- confidence interval by Student's t, and the mean difference to the dense runs of the same seeds. A
-- sparsity that only one value was run at is left out, and so is where weights are rewound to.

WITH cells AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method,
    changed, value, others, sparsity_target AS sparsity,
    mean_ci95(accuracy) AS accuracy,
    mean_ci95(accuracy - dense_accuracy).mean AS difference
  FROM varied
  WHERE changed NOT IN ('retrain_from', 'rewind')
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method,
    changed, value, others, sparsity_target
),

counted AS (
  SELECT
    *,
    count(*) OVER (
      PARTITION BY
        dataset, dataset_fingerprint, model, structure, setting, dense_variant, method,
        changed, others, sparsity)
      AS choices
  FROM cells
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method,
  changed, value, others, sparsity,
  accuracy.mean AS accuracy,
  accuracy.ci95 AS accuracy_ci95,
  difference,
  accuracy.n AS seeds
FROM counted
WHERE choices > 1
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method,
  changed, others, try_cast(value AS DOUBLE), value, sparsity
