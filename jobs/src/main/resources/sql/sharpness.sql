-- Are winning tickets flat minima?
-- How much the loss on training images grows when each parameter changes by up to rho times its size, at worst
-- and in the mean, in nats, beside the test accuracy: means over seeds with their 95 % confidence interval by
-- Student's t. Logits are normalised, so that confident networks are not sharp for that. Measured by
-- espalier measure --sharpness.

WITH latest AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY key, rho ORDER BY measured_at DESC) AS age
  FROM sharpness
),

cell AS (
  SELECT
    c.dataset, c.dataset_fingerprint, c.model, c.structure, c.setting, c.dense_variant, l.rho, c.method,
    c.variant, c.sparsity_target,
    mean_ci95(c.accuracy) AS accuracy,
    mean_ci95(l.worst) AS worst,
    mean_ci95(l.mean) AS mean
  FROM latest l
  JOIN compared c ON c.key = l.key
  WHERE l.age = 1
  GROUP BY
    c.dataset, c.dataset_fingerprint, c.model, c.structure, c.setting, c.dense_variant, l.rho, c.method,
    c.variant, c.sparsity_target
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, rho, method, variant,
  sparsity_target AS sparsity,
  accuracy.mean AS accuracy,
  accuracy.ci95 AS accuracy_ci95,
  worst.mean AS worst_sharpness,
  worst.ci95 AS worst_sharpness_ci95,
  mean.mean AS mean_sharpness,
  mean.ci95 AS mean_sharpness_ci95,
  accuracy.n AS seeds
FROM cell
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, rho, method, variant, sparsity
