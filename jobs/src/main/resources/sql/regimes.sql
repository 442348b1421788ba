-- Are copies of a ticket connected?
-- Two networks trained from one state under one mask with the images in different orders, and the line between
-- them. Their connectivity is (l0 + l1) ÷ 2 − l(t), in nats, for the training losses of the ends and of the point
-- t where the two differ most: near 0 they lie in one basin, below 0 a barrier is between them, above 0 they have
-- not converged. Means over pairs with their 95 % confidence interval by Student's t, by the settings of the dense
-- run (the temperature) and by sparsity (the load), as in the three regimes of Zhou et al. (2023). Loss, accuracy
-- and sharpness are means of the two ends; the sharpness is at the rho at which most ends of the setting were
-- measured, and of one end if only that was. Measured by espalier measure --connectivity, and --sharpness.

WITH latest AS (
  SELECT
    *,
    dense_rank() OVER (PARTITION BY key, other_key ORDER BY measured_at DESC) AS age
  FROM connectivity
),

ends AS (
  SELECT
    key, other_key,
    (max(loss) FILTER (WHERE position = 0) + max(loss) FILTER (WHERE position = 1)) / 2 AS end_loss
  FROM latest
  WHERE age = 1
  GROUP BY key, other_key
),

lines AS (
  SELECT
    l.key, l.other_key,
    max_by(e.end_loss - l.loss, abs(e.end_loss - l.loss)) AS connectivity,
    max(e.end_loss) AS end_loss
  FROM latest l
  JOIN ends e ON e.key = l.key AND e.other_key = l.other_key
  WHERE l.age = 1
  GROUP BY l.key, l.other_key
),

measured AS (
  SELECT DISTINCT p.dataset_fingerprint, p.setting, p.structure, s.key, s.rho
  FROM (SELECT key FROM lines UNION SELECT other_key FROM lines) e
  JOIN pruned p ON p.key = e.key
  JOIN sharpness s ON s.key = e.key
),

-- One rho for all ends of a setting, because sharpness grows with it.
common AS (
  SELECT dataset_fingerprint, setting, structure, min_by(rho, struct(-tickets, rho)) AS rho
  FROM (
    SELECT dataset_fingerprint, setting, structure, rho, count(*) AS tickets
    FROM measured
    GROUP BY dataset_fingerprint, setting, structure, rho
  )
  GROUP BY dataset_fingerprint, setting, structure
),

sharp AS (
  SELECT s.key, max_by(s.worst, s.measured_at) AS worst
  FROM sharpness s
  JOIN measured m ON m.key = s.key AND m.rho = s.rho
  JOIN common c
    ON c.dataset_fingerprint = m.dataset_fingerprint
    AND c.setting = m.setting
    AND c.structure = m.structure
    AND c.rho = m.rho
  GROUP BY s.key
),

cell AS (
  SELECT
    p.dataset, p.dataset_fingerprint, p.model, p.structure, p.setting, p.dense_variant, p.method,
    trim(regexp_replace(p.variant, '(^| )data_order=[0-9]+', '')) AS variant,
    p.sparsity_target,
    mean_ci95(l.connectivity) AS connectivity,
    avg(l.end_loss) AS train_loss,
    mean_ci95((p.accuracy + coalesce(q.accuracy, p.accuracy)) / 2) AS accuracy,
    avg(coalesce((s.worst + o.worst) / 2, s.worst, o.worst)) AS worst_sharpness
  FROM lines l
  JOIN pruned p ON p.key = l.key
  LEFT JOIN pruned q ON q.key = l.other_key
  LEFT JOIN sharp s ON s.key = l.key
  LEFT JOIN sharp o ON o.key = l.other_key
  GROUP BY
    p.dataset, p.dataset_fingerprint, p.model, p.structure, p.setting, p.dense_variant, p.method,
    trim(regexp_replace(p.variant, '(^| )data_order=[0-9]+', '')),
    p.sparsity_target
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, '' AS dense_variant,
  method, variant, dense_variant AS dense, sparsity_target AS sparsity,
  connectivity.mean AS connectivity,
  connectivity.ci95 AS connectivity_ci95,
  train_loss,
  worst_sharpness,
  accuracy.mean AS accuracy,
  accuracy.ci95 AS accuracy_ci95,
  connectivity.n AS pairs
FROM cell
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, method, variant, dense, sparsity
