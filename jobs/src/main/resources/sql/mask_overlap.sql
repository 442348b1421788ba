-- Mask overlap
-- Overlap of the masks of two methods with the same seed and sparsity: weights kept by both ÷ weights kept by
-- either (intersection over union), mean over seeds. The expected overlap of two random masks with densities
-- d1 and d2 is d1·d2 ÷ (d1 + d2 − d1·d2).

WITH masks AS (
  SELECT *, kept / prunable AS density FROM pruned WHERE mask_uri IS NOT NULL
),

pairs AS (
  SELECT
    a.dataset, a.dataset_fingerprint, a.model, a.structure, a.setting, a.dense_variant,
    a.method, a.variant, b.method AS other_method, b.variant AS other_variant,
    a.sparsity_target AS sparsity,
    mask_iou(a.mask_uri, b.mask_uri) AS iou,
    a.density * b.density / (a.density + b.density - a.density * b.density) AS chance_iou
  FROM masks a
  JOIN masks b
    ON b.dataset_fingerprint = a.dataset_fingerprint
    AND b.setting = a.setting
    AND b.structure = a.structure
    AND b.dense_variant <=> a.dense_variant
    AND b.sparsity_target = a.sparsity_target
    AND b.seed = a.seed
    AND b.prunable = a.prunable
    -- Structs compare from left to right, so each pair occurs once, and no run is paired with itself.
    AND struct(a.method, a.variant) < struct(b.method, b.variant)
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant,
  method, variant, other_method, other_variant, sparsity,
  avg(iou) AS iou,
  ci95(count(iou), stddev_samp(iou)) AS iou_ci95,
  avg(chance_iou) AS chance_iou,
  avg(iou) / avg(chance_iou) FILTER (WHERE iou IS NOT NULL) AS ratio,
  count(iou) AS seeds
FROM pairs
GROUP BY
  dataset, dataset_fingerprint, model, structure, setting, dense_variant,
  method, variant, other_method, other_variant, sparsity
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant,
  method, variant, other_method, other_variant, sparsity
