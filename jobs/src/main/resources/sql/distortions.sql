-- Distortions
-- How far the outputs change when one layer alone loses its smallest weights, as rd-dp measures it to choose
-- the share of each layer; mean over runs. Layer 0 is the first layer of the network.

WITH measured AS (
  -- Spark estimates the join sides by file size, which is wrong here: each run has many layers.
  SELECT /*+ BROADCAST(p) */
    p.dataset, p.dataset_fingerprint, p.model, p.structure, p.setting, p.dense_variant,
    p.method, p.variant, p.seed,
    l.layer, l.name, l.prunable,
    explode(from_json(l.distortion, 'array<array<double>>')) AS point
  FROM pruned p
  JOIN layers l ON l.key = p.key
  WHERE l.distortion IS NOT NULL
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  layer, name,
  point[0] / prunable AS removed_sparsity,
  avg(point[1]) AS distortion,
  count(DISTINCT seed) AS seeds
FROM measured
GROUP BY
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  layer, name, point[0], prunable
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method, variant,
  layer, removed_sparsity
