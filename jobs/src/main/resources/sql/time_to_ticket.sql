-- Time to ticket
-- Cost of the sparsest winning ticket of each method, means over its seeds: passes of the method over the
-- training set, passes of the dense run if the method starts from one, and their sum, which is also in seconds
-- if all ran on one kind of device with one number of threads. imp_ratio is the cost of the ticket of IMP ÷ the cost of
-- this ticket, in passes, for the variant of IMP whose ticket has the most seeds, or the first by name.

WITH tickets AS (
  SELECT
    t.dataset, t.dataset_fingerprint, t.model, t.structure, t.setting, t.dense_variant, t.method,
    t.variant, t.sparsity, t.accuracy, t.seeds, t.verdict,
    avg(p.passes) AS passes,
    avg(CASE WHEN p.dense_key IS NULL THEN 0 ELSE p.dense_passes END) AS dense_passes,
    avg(p.method_seconds + CASE WHEN p.dense_key IS NULL THEN 0 ELSE p.dense_seconds END) AS seconds,
    array_distinct(
      concat(
        collect_set(struct(p.device_kind, p.threads)),
        collect_set(
          CASE
            WHEN p.dense_key IS NOT NULL
            THEN struct(p.dense_device_kind AS device_kind, p.dense_threads AS threads)
          END))) AS machines
  FROM winning_tickets t
  JOIN pruned p
    ON p.dataset_fingerprint = t.dataset_fingerprint
    AND p.structure = t.structure
    AND p.setting = t.setting
    AND p.dense_variant = t.dense_variant
    AND p.method = t.method
    AND p.variant = t.variant
    AND p.sparsity_target = t.sparsity
  WHERE p.dense_accuracy IS NOT NULL
  GROUP BY
    t.dataset, t.dataset_fingerprint, t.model, t.structure, t.setting, t.dense_variant, t.method,
    t.variant, t.sparsity, t.accuracy, t.seeds, t.verdict
),

imp AS (
  SELECT
    dataset_fingerprint, model, structure, setting, dense_variant,
    min_by(passes + dense_passes, struct(-seeds, variant)) AS imp_passes
  FROM tickets
  WHERE method = 'imp'
  GROUP BY dataset_fingerprint, model, structure, setting, dense_variant
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  sparsity, accuracy, passes, dense_passes,
  passes + dense_passes AS total_passes,
  CASE WHEN size(machines) = 1 THEN seconds END AS total_seconds,
  imp_passes / nullif(passes + dense_passes, 0) AS imp_ratio,
  seeds, verdict
FROM tickets
LEFT JOIN imp USING (dataset_fingerprint, model, structure, setting, dense_variant)
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method, variant
