-- Time to ticket
-- What a method's sparsest winning ticket cost, means over its seeds: the method's own passes over the
-- training set, those of the dense run where it starts from one, and both together, in seconds where all
-- ran on one kind of device with one number of threads. imp_ratio is what the ticket of IMP cost ÷ what
-- this one did, in passes: of the variant of IMP whose ticket has most seeds, else of the first by name.

WITH cells AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target AS sparsity,
    avg(passes) AS passes,
    avg(CASE WHEN dense_key IS NULL THEN 0 ELSE dense_passes END) AS dense_passes,
    avg(method_seconds + CASE WHEN dense_key IS NULL THEN 0 ELSE dense_seconds END) AS seconds,
    array_distinct(
      concat(
        collect_set(struct(device_kind, threads)),
        collect_set(
          CASE
            WHEN dense_key IS NOT NULL
            THEN struct(dense_device_kind AS device_kind, dense_threads AS threads)
          END))) AS machines
  FROM pruned
  WHERE dense_accuracy IS NOT NULL
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target
),

tickets AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity, t.accuracy, c.passes, c.dense_passes,
    c.passes + c.dense_passes AS total_passes,
    CASE WHEN size(c.machines) = 1 THEN c.seconds END AS total_seconds,
    t.seeds, t.verdict
  FROM winning_tickets t
  JOIN cells c
  USING (
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity)
),

imp AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant,
    min_by(total_passes, struct(-seeds, variant)) AS imp_passes
  FROM tickets
  WHERE method = 'imp'
  GROUP BY dataset, dataset_fingerprint, model, structure, setting, dense_variant
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  sparsity, accuracy, passes, dense_passes, total_passes, total_seconds,
  imp_passes / nullif(total_passes, 0) AS imp_ratio,
  seeds, verdict
FROM tickets
LEFT JOIN imp USING (dataset, dataset_fingerprint, model, structure, setting, dense_variant)
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method, variant
