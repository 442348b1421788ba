-- Sparsest winning tickets
-- The largest sparsity at which the mean test accuracy over seeds is no less than that of the dense
-- runs of the same seeds. The interval is 95 % confidence of that mean, by Student's t.

WITH dense AS (
  SELECT key, dataset_fingerprint, setting, variant, seed, accuracy
  FROM runs
  WHERE method = 'dense'
),

-- Those that only their descendants name count too: a dense run that is missing takes no row along.
dense_variants AS (
  SELECT dataset_fingerprint, setting, variant AS dense_variant FROM dense
  UNION
  SELECT dataset_fingerprint, setting, dense_variant FROM runs WHERE dense_key IS NOT NULL
),

-- A method that starts at initialisation descends from no dense run: it is held against each.
pruned AS (
  SELECT
    r.dataset, r.dataset_fingerprint, r.model, r.structure, r.setting,
    coalesce(r.dense_variant, v.dense_variant) AS dense_variant,
    r.method, r.variant, r.sparsity_target, r.seed, r.dense_key, r.accuracy
  FROM runs r
  LEFT JOIN dense_variants v
    ON r.dense_key IS NULL
    AND v.dataset_fingerprint = r.dataset_fingerprint
    AND v.setting = r.setting
  WHERE r.method <> 'dense'
),

paired AS (
  SELECT p.*, d.accuracy AS dense_accuracy
  FROM pruned p
  LEFT JOIN dense d
    ON d.dataset_fingerprint = p.dataset_fingerprint
    AND d.setting = p.setting
    AND d.seed = p.seed
    AND d.variant = p.dense_variant
    AND d.key = coalesce(p.dense_key, d.key)
),

-- Only seeds that have both sides count: another set of seeds would be another mean.
cells AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target AS sparsity,
    count(dense_accuracy) AS seeds,
    count_if(dense_accuracy IS NULL) AS seeds_without_dense,
    avg(accuracy) FILTER (WHERE dense_accuracy IS NOT NULL) AS accuracy,
    stddev_samp(accuracy) FILTER (WHERE dense_accuracy IS NOT NULL) AS deviation,
    avg(dense_accuracy) AS dense_accuracy,
    -- A tie wins, also where the order of a sum has moved its last bit.
    avg(accuracy - dense_accuracy) >= -1e-9 AS wins
  FROM paired
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target
),

methods AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    -- Structs compare from left to right: a ticket that three seeds vouch for goes before a sparser
    -- one that fewer do.
    max(struct(seeds >= 3 AS vouched, sparsity, accuracy, deviation, dense_accuracy, seeds))
      FILTER (WHERE wins) AS ticket,
    -- That there is none is as sure as the least sure of the cells.
    min(struct(seeds, dense_accuracy)) AS weakest,
    max(seeds) AS most_seeds,
    max(seeds_without_dense) AS seeds_without_dense
  FROM cells
  GROUP BY dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  ticket.sparsity AS sparsity,
  ticket.accuracy AS accuracy,
  ci95(ticket.seeds, ticket.deviation) AS accuracy_ci95,
  coalesce(ticket.dense_accuracy, weakest.dense_accuracy) AS dense_accuracy,
  coalesce(ticket.seeds, weakest.seeds) AS seeds,
  nullif(seeds_without_dense, 0) AS seeds_without_dense,
  CASE
    WHEN most_seeds = 0 THEN 'no dense run'
    WHEN coalesce(ticket.seeds, weakest.seeds) < 3 THEN 'no verdict (n < 3)'
    WHEN ticket IS NULL THEN 'no ticket'
    ELSE 'ticket'
  END AS verdict
FROM methods
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method, variant
