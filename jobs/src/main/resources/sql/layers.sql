-- Layers
-- The share of its weights that each layer keeps, mean over seeds; layer 0 is the first of the network.

-- Spark takes what lies in small files for the smaller side of a join, but there are many layers a run.
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
