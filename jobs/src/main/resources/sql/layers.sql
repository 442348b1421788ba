-- Layers
-- Share of weights that each layer keeps, mean over seeds. Layer 0 is the first layer of the network.

-- Spark estimates the join sides by file size, which is wrong here: each run has many layers.
SELECT /*+ BROADCAST(p) */
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  p.sparsity_target AS sparsity,
  l.layer, l.name, l.shape,
  sum(l.kept) / sum(l.prunable) AS density,
  count(*) AS seeds
FROM pruned p
JOIN layers l ON l.key = p.key
GROUP BY
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  p.sparsity_target, l.layer, l.name, l.shape
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method, variant,
  sparsity, layer
