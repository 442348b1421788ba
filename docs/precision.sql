-- What does bfloat16 cost, and what does it save? Each run in bf16 against the same one in float32, seed by
-- seed: mean accuracies, their mean difference over seeds with half of its 95 % confidence interval, and the
-- method's seconds as a share of float32's (of runs that shared their processor alike, on one kind only).

WITH told AS (
  SELECT
    dataset_fingerprint, structure, method, variant, dense_variant, sparsity_target, seed,
    accuracy, method_seconds, device_kind,
    coalesce(get_json_object(settings, '$.precision'), 'float32') AS precision,
    regexp_replace(setting, ' bf16$', '') AS network
  FROM runs
)

SELECT
  s.network, s.structure, s.method, s.variant, s.dense_variant, s.sparsity_target AS sparsity,
  count(*) AS seeds,
  avg(s.accuracy) AS float32_accuracy,
  avg(h.accuracy) AS bf16_accuracy,
  avg(h.accuracy - s.accuracy) AS difference,
  ci95(count(*), stddev(h.accuracy - s.accuracy)) AS difference_ci95,
  avg(CASE WHEN h.device_kind = s.device_kind THEN h.method_seconds / s.method_seconds END) AS seconds
FROM told AS s
JOIN told AS h
  ON h.dataset_fingerprint = s.dataset_fingerprint
  AND h.network = s.network
  AND h.structure = s.structure
  AND h.method = s.method
  AND h.variant = s.variant
  AND h.dense_variant <=> s.dense_variant
  AND h.sparsity_target = s.sparsity_target
  AND h.seed = s.seed
WHERE s.precision = 'float32' AND h.precision = 'bf16'
GROUP BY s.dataset_fingerprint, s.network, s.structure, s.method, s.variant, s.dense_variant, s.sparsity_target
ORDER BY network, structure, sparsity, method, variant
