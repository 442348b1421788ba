-- Which methods differ at all?
-- Average rank of each method by accuracy, 1 the best, over cells of equal sparsity and seed; ties share
-- their mean rank. Ranked are the cells with the most methods, and the methods that all of these cells have.
-- friedman_p is the probability of ranks that differ as much if all methods were equal (Friedman's test in
-- the form of Iman and Davenport). If it is below 0.05, two methods differ if their average ranks do by more
-- than critical_difference (Nemenyi's test at 5 %). Dense runs are not ranked.

WITH run AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target, seed, accuracy
  FROM pruned
),

block AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, sparsity_target, seed,
    count(*) AS methods
  FROM run
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, sparsity_target, seed
),

complete AS (
  SELECT *, count(*) OVER place AS blocks
  FROM (
    SELECT
      *,
      max(methods) OVER (
        PARTITION BY dataset, dataset_fingerprint, model, structure, setting, dense_variant
      ) AS most
    FROM block
  )
  WHERE methods = most
  WINDOW place AS (
    PARTITION BY dataset, dataset_fingerprint, model, structure, setting, dense_variant
  )
),

compared_run AS (
  SELECT
    r.*, f.blocks,
    count(*) OVER (
      PARTITION BY
        r.dataset, r.dataset_fingerprint, r.model, r.structure, r.setting, r.dense_variant,
        r.method, r.variant
    ) AS present
  FROM run r
  JOIN complete f
    ON f.dataset = r.dataset
    AND f.dataset_fingerprint = r.dataset_fingerprint
    AND f.model = r.model
    AND f.structure = r.structure
    AND f.setting = r.setting
    AND f.dense_variant <=> r.dense_variant
    AND f.sparsity_target = r.sparsity_target
    AND f.seed = r.seed
),

ranked AS (
  SELECT
    *,
    rank() OVER ordered + (count(*) OVER tied - 1) / 2 AS own_rank
  FROM compared_run
  WHERE present = blocks
  WINDOW
    ordered AS (
      PARTITION BY
        dataset, dataset_fingerprint, model, structure, setting, dense_variant, sparsity_target, seed
      ORDER BY accuracy DESC
    ),
    tied AS (
      PARTITION BY
        dataset, dataset_fingerprint, model, structure, setting, dense_variant, sparsity_target, seed,
        accuracy
    )
),

averaged AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sum(own_rank) AS total,
    sum(own_rank * own_rank) AS squares,
    count(*) AS cells
  FROM ranked
  GROUP BY dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant
),

counted AS (
  SELECT
    *,
    count(*) OVER place AS methods,
    sum(squares) OVER place AS all_squares
  FROM averaged
  WINDOW place AS (
    PARTITION BY dataset, dataset_fingerprint, model, structure, setting, dense_variant
  )
),

tested AS (
  SELECT
    *,
    sum(power(total - cells * (methods + 1) / 2, 2)) OVER place AS between_methods,
    all_squares - cells * methods * power(methods + 1, 2) / 4 AS overall
  FROM counted
  WINDOW place AS (
    PARTITION BY dataset, dataset_fingerprint, model, structure, setting, dense_variant
  )
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  total / cells AS average_rank,
  critical_difference(methods, cells) AS critical_difference,
  -- Friedman's statistic, corrected for ties; none if all are ties.
  friedman_p((methods - 1) * between_methods / nullif(overall, 0), methods, cells) AS friedman_p,
  cells,
  methods
FROM tested
WHERE methods > 1 AND cells > 1
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, average_rank, method, variant
