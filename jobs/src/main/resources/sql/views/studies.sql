-- Studies
-- Effect of one setting of a method (changed) while all other settings (others) are fixed: mean test accuracy
-- over seeds, one row for each value and sparsity. Sparsities at which only one value was run are omitted.

-- The method without retraining, as a value to compare each kind of retraining with.
WITH ways AS (
  SELECT DISTINCT
    dataset_fingerprint, structure, setting, dense_variant, method, changed, others,
    trim(regexp_replace(others, '(^| )retrain_[a-z]+=[^ ]*', '')) AS without
  FROM varied
  WHERE changed = 'retrain_from' AND others LIKE '%retrain\_epochs=%'
),

plain AS (
  SELECT
    p.dataset, p.dataset_fingerprint, p.model, p.structure, p.setting, p.dense_variant, p.method,
    w.changed, 'none' AS value, w.others, p.sparsity_target, p.accuracy, p.dense_accuracy
  FROM pruned p
  JOIN ways w
    ON w.dataset_fingerprint = p.dataset_fingerprint
    AND w.structure = p.structure
    AND w.setting = p.setting
    AND w.dense_variant <=> p.dense_variant
    AND w.method = p.method
    AND w.without = p.variant
),

cells AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method,
    changed, value, others, sparsity_target AS sparsity,
    mean_ci95(accuracy) AS accuracy,
    mean_ci95(accuracy - dense_accuracy).mean AS difference
  FROM (
    SELECT
      dataset, dataset_fingerprint, model, structure, setting, dense_variant, method,
      changed, value, others, sparsity_target, accuracy, dense_accuracy
    FROM varied
    UNION ALL
    SELECT * FROM plain
  )
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method,
    changed, value, others, sparsity_target
),

counted AS (
  SELECT
    *,
    count(*) OVER (
      PARTITION BY
        dataset, dataset_fingerprint, model, structure, setting, dense_variant, method,
        changed, others, sparsity)
      AS choices
  FROM cells
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method,
  changed, value, others, sparsity,
  accuracy.mean AS accuracy,
  accuracy.ci95 AS accuracy_ci95,
  difference,
  accuracy.n AS seeds
FROM counted
WHERE choices > 1
