-- Against the paper
-- Our results beside those of the BiP paper, for every cell that the paper reports. Mark p is a printed
-- number, d a number digitized from a plot. Each of our variants is a row; cells without a run of ours show
-- the paper alone. The sparsity of a ticket is 0 if there is no ticket; the accuracy of a ticket is ours at
-- the sparsity of the paper's ticket. Minutes are those of one run of the method alone, and are ours only if
-- all seeds ran on one kind of device with one number of threads. imp / bip uses the variant of IMP with the
-- most seeds, or the first by name.

WITH units AS (
  SELECT measure, CASE WHEN measure IN ('minutes', 'imp / bip') THEN 1 ELSE 100 END AS unit
  FROM (SELECT DISTINCT measure FROM paper)
),

placed AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity,
    accuracy, method_seconds, machines
  FROM cells
  WHERE method <> 'dense'
  UNION ALL
  -- The paper lists dense results with unstructured ones; our dense runs apply to every structure.
  SELECT
    dataset, dataset_fingerprint, model, 'unstructured', setting, dense_variant, method, variant,
    sparsity, any_value(accuracy), any_value(method_seconds), any_value(machines)
  FROM cells
  WHERE method = 'dense'
  GROUP BY
    dataset, dataset_fingerprint, model, setting, dense_variant, method, variant, sparsity
),

imp AS (
  SELECT
    dataset_fingerprint, structure, setting, dense_variant, sparsity,
    min_by(struct(method_seconds.mean AS seconds, machines), struct(-accuracy.n, variant)) AS baseline
  FROM cells
  WHERE method = 'imp'
  GROUP BY dataset_fingerprint, structure, setting, dense_variant, sparsity
),

ours AS (
  SELECT
    dataset, model, structure, setting, dense_variant, method, variant, sparsity,
    explode(array('accuracy', 'ticket accuracy')) AS measure,
    accuracy.mean AS ours, accuracy.ci95 AS ours_ci95, accuracy.n AS seeds
  FROM placed
  UNION ALL
  SELECT
    dataset, model, structure, setting, dense_variant, method, variant, sparsity,
    'minutes', method_seconds.mean / 60, method_seconds.ci95 / 60, method_seconds.n
  FROM placed
  WHERE size(machines) = 1
  UNION ALL
  SELECT
    c.dataset, c.model, c.structure, c.setting, c.dense_variant, c.method, c.variant, c.sparsity,
    'imp / bip', i.baseline.seconds / nullif(c.method_seconds.mean, 0), NULL, c.method_seconds.n
  FROM cells c
  JOIN imp i
    ON i.dataset_fingerprint = c.dataset_fingerprint
    AND i.structure = c.structure
    AND i.setting = c.setting
    AND i.dense_variant = c.dense_variant
    AND i.sparsity = c.sparsity
  WHERE c.method = 'bip' AND size(array_union(c.machines, i.baseline.machines)) = 1
  UNION ALL
  SELECT
    dataset, model, structure, setting, dense_variant, method, variant, NULL,
    'ticket sparsity', CASE verdict WHEN 'no ticket' THEN 0 ELSE sparsity END, NULL, seeds
  FROM winning_tickets
  WHERE verdict = 'no ticket' OR sparsity IS NOT NULL
)

-- Shares in percent, as the name of the measure says; the same column also holds minutes.
SELECT
  p.dataset, p.model, p.structure, p.method, p.sparsity,
  CASE u.unit WHEN 100 THEN concat(p.measure, ' %') ELSE p.measure END AS measure,
  u.unit * p.paper AS paper, u.unit * p.paper_ci95 AS paper_ci95, p.mark,
  u.unit * o.ours AS ours, u.unit * o.ours_ci95 AS ours_ci95, u.unit * (o.ours - p.paper) AS gap,
  o.seeds, o.setting, o.dense_variant, o.variant
FROM paper p
JOIN units u ON u.measure = p.measure
LEFT JOIN ours o
  ON o.dataset = p.dataset
  AND o.model = p.model
  AND o.structure = p.structure
  AND o.method = p.method
  AND o.measure = p.measure
  -- Matches a round also if its share was rounded as in papers.
  AND (p.sparsity IS NULL OR abs(o.sparsity - p.sparsity) <= least(0.0005, 0.005 * (1 - p.sparsity)))
ORDER BY
  p.dataset, p.model, p.structure, p.measure, p.method, p.sparsity,
  o.setting, o.dense_variant, o.variant
