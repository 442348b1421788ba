-- Pruned and dense runs
-- The rows of pruned, and the dense runs at sparsity 0, repeated for each structure that is compared with
-- them.

WITH structures AS (
  SELECT DISTINCT dataset_fingerprint, setting, dense_variant, structure FROM pruned
)

SELECT * FROM pruned
UNION ALL
SELECT
  r.dataset, r.dataset_fingerprint, r.model, coalesce(s.structure, r.structure), r.setting, r.variant,
  r.method, r.variant, r.sparsity_target, r.seed, r.key, r.settings,
  r.sparsity, r.kept, r.prunable, r.accuracy,
  r.passes, r.method_seconds, r.device_kind, r.threads, r.mask_uri,
  NULL, NULL, NULL, NULL, NULL, NULL
FROM runs r
LEFT JOIN structures s
  ON s.dataset_fingerprint = r.dataset_fingerprint
  AND s.setting = r.setting
  AND s.dense_variant = r.variant
WHERE r.method = 'dense'
