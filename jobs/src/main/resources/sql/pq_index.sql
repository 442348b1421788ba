-- PQ index
-- PQ index (p ½, q 1) of the weights kept, mean over layers by their weights kept, and over seeds with its
-- 95 % confidence interval by Student's t. Its course from the densest cell on is that of the means: the
-- hypothesis of SAP (ICLR 2023) is that it falls, rises and falls. Dense runs have sparsity 0.

WITH run AS (
  -- Spark estimates the join sides by file size, which is wrong here: each run has many layers.
  SELECT /*+ BROADCAST(c) */
    c.dataset, c.dataset_fingerprint, c.model, c.structure, c.setting, c.dense_variant,
    c.method, c.variant, c.sparsity_target AS sparsity, c.seed,
    sum(l.pq_index * l.kept) / sum(l.kept) AS pq_index
  FROM compared c
  JOIN layers l ON l.key = c.key
  WHERE l.pq_index IS NOT NULL
  GROUP BY
    c.dataset, c.dataset_fingerprint, c.model, c.structure, c.setting, c.dense_variant,
    c.method, c.variant, c.sparsity_target, c.seed
),

cell AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity,
    mean_ci95(pq_index) AS pq_index
  FROM run
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity
),

changed AS (
  SELECT
    *,
    CASE sign(pq_index.mean - lag(pq_index.mean) OVER sparser)
      WHEN -1 THEN 'falls'
      WHEN 1 THEN 'rises'
    END AS change
  FROM cell
  WINDOW sparser AS (
    PARTITION BY dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant
    ORDER BY sparsity
  )
),

turned AS (
  SELECT
    *,
    CASE WHEN change IS DISTINCT FROM lag(change, 1) IGNORE NULLS OVER sparser THEN change END AS turn
  FROM changed
  WINDOW sparser AS (
    PARTITION BY dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant
    ORDER BY sparsity
  )
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity,
  pq_index.mean AS pq_index,
  pq_index.ci95 AS pq_index_ci95,
  nullif(array_join(collect_list(turn) OVER sparser, ', '), '') AS course,
  pq_index.n AS seeds
FROM turned
WINDOW sparser AS (
  PARTITION BY dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant
  ORDER BY sparsity
)
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant,
  method <> 'dense', method, variant, sparsity
