-- Pruned runs
-- Every run that is not dense and does not score images, beside each dense variant to compare it with: the one
-- that it descends from, or, for methods that start at initialisation, the one of the run whose mask it takes, or
-- else each of the same setting, data and scores of images. The columns of the dense run of the same seed
-- (dense_accuracy, …) are null if that run is missing.

WITH dense AS (
  SELECT
    key, dataset_fingerprint, setting, variant, scores_key, seed, accuracy, passes, method_seconds, device_kind,
    threads
  FROM runs
  WHERE method = 'dense'
),

-- Includes dense runs that only their descendants name: a missing dense run removes no row.
dense_variants AS (
  SELECT dataset_fingerprint, setting, scores_key, variant AS dense_variant FROM dense
  UNION
  SELECT dataset_fingerprint, setting, scores_key, dense_variant FROM runs WHERE dense_key IS NOT NULL
),

placed AS (
  SELECT r.*, coalesce(r.dense_variant, o.dense_variant, v.dense_variant) AS beside
  FROM runs r
  LEFT JOIN runs o ON r.dense_key IS NULL AND o.key = r.parent_key
  LEFT JOIN dense_variants v
    ON r.dense_key IS NULL
    AND o.dense_variant IS NULL
    AND v.dataset_fingerprint = r.dataset_fingerprint
    AND v.setting = r.setting
    AND v.scores_key <=> r.scores_key
  WHERE r.method NOT IN ('dense', 'el2n', 'forgetting', 'prototypes', 'concept')
)

SELECT
  r.dataset, r.dataset_fingerprint, r.model, r.structure, r.setting, r.beside AS dense_variant,
  r.method, r.variant, r.sparsity_target, r.seed, r.key, r.settings,
  r.sparsity, r.kept, r.prunable, r.accuracy,
  r.passes, r.method_seconds, r.device_kind, r.threads, r.mask_uri,
  -- Null if the run starts at initialisation, also beside a dense run.
  r.dense_key,
  d.accuracy AS dense_accuracy, d.passes AS dense_passes, d.method_seconds AS dense_seconds,
  d.device_kind AS dense_device_kind, d.threads AS dense_threads
FROM placed r
LEFT JOIN dense d
  ON d.dataset_fingerprint = r.dataset_fingerprint
  AND d.setting = r.setting
  AND d.seed = r.seed
  AND d.variant = r.beside
  AND d.key = coalesce(r.dense_key, d.key)
  AND (r.dense_key IS NOT NULL OR d.scores_key <=> r.scores_key)
