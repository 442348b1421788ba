-- Corrupted images
-- The rows of compared whose tickets were measured on corrupted images, repeated for each corruption and for
-- none: the mean accuracy over its severities, and that of the dense run of the same seed (null for dense runs,
-- and if that run was not measured). Of several measurements of a severity the last counts.

WITH latest AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY key, corruption, severity ORDER BY measured_at DESC) AS age
  FROM robustness
),

kinds AS (
  SELECT key, corruption, avg(accuracy) AS accuracy
  FROM latest
  WHERE age = 1
  GROUP BY key, corruption
),

dense AS (
  SELECT r.key, r.dataset_fingerprint, r.setting, r.variant, r.seed, k.corruption, k.accuracy
  FROM runs r
  JOIN kinds k ON k.key = r.key
  WHERE r.method = 'dense'
)

SELECT
  c.dataset, c.dataset_fingerprint, c.model, c.structure, c.setting, c.dense_variant, c.method, c.variant,
  c.sparsity_target, c.seed, c.key, k.corruption, k.accuracy, d.accuracy AS dense_accuracy
FROM compared c
JOIN kinds k ON k.key = c.key
LEFT JOIN dense d
  ON c.method <> 'dense'
  AND d.dataset_fingerprint = c.dataset_fingerprint
  AND d.setting = c.setting
  AND d.seed = c.seed
  AND d.variant = c.dense_variant
  AND d.key = coalesce(c.dense_key, d.key)
  AND d.corruption = k.corruption
