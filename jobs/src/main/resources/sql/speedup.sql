-- Speedup over IMP
-- Cost of IMP ÷ cost of the method at the same sparsity, means over seeds. Both count from the dense network,
-- or from initialisation for methods that start there. Seconds are compared only if both ran on one kind of
-- device with one number of threads.

-- Each variant of IMP is a separate baseline.
WITH paired AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, sparsity,
    imp.variant AS imp_variant, other.method, other.variant,
    imp.passes AS imp_passes, other.passes,
    imp.method_seconds.mean AS imp_seconds, other.method_seconds.mean AS method_seconds,
    imp.accuracy.n AS imp_seeds, other.accuracy.n AS seeds,
    array_union(imp.machines, other.machines) AS machines
  FROM (SELECT * FROM cells WHERE method = 'imp') imp
  JOIN (SELECT * FROM cells WHERE method NOT IN ('imp', 'dense')) other
  USING (dataset, dataset_fingerprint, model, structure, setting, dense_variant, sparsity)
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant,
  imp_variant, method, variant, sparsity,
  imp_passes / nullif(passes, 0) AS passes_speedup,
  CASE WHEN size(machines) = 1 THEN imp_seconds / nullif(method_seconds, 0) END AS seconds_speedup,
  CASE WHEN size(machines) = 1 THEN machines[0].device_kind END AS device_kind,
  CASE WHEN size(machines) = 1 THEN machines[0].threads END AS threads,
  imp_passes, passes,
  CASE WHEN size(machines) = 1 THEN imp_seconds END AS imp_seconds,
  CASE WHEN size(machines) = 1 THEN method_seconds END AS method_seconds,
  imp_seeds, seeds
FROM paired
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant,
  imp_variant, method, variant, sparsity
