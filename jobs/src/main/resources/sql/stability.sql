-- Stability to pruning
-- How far the trained weights of a ticket are from those of the trained dense network that it descends from,
-- the same seed, on the weights that its mask keeps, as in Frankle et al. (2019): the L2 distance, the same
-- ÷ the norm of the dense weights, and the angle between both; means over seeds with their 95 % confidence
-- interval by Student's t. Runs whose files are missing count as no seed. Each run costs two reads of a state,
-- its own and that of its dense run, and one of a mask: networks of more than a million weights are left out.

WITH measured AS (
  SELECT
    p.dataset, p.dataset_fingerprint, p.model, p.structure, p.setting, p.dense_variant,
    p.method, p.variant, p.sparsity_target AS sparsity,
    ticket_distance(r.weights_uri, d.weights_uri, r.mask_uri) AS moved
  FROM pruned p
  JOIN runs r ON r.key = p.key
  JOIN runs d ON d.key = p.dense_key
  WHERE r.prunable <= 1000000 AND r.weights_uri IS NOT NULL AND r.mask_uri IS NOT NULL AND d.weights_uri IS NOT NULL
),

cell AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity,
    mean_ci95(moved.distance) AS distance,
    mean_ci95(moved.relative) AS relative,
    mean_ci95(moved.degrees) AS degrees
  FROM measured
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity,
  distance.mean AS distance,
  distance.ci95 AS distance_ci95,
  relative.mean AS relative_distance,
  relative.ci95 AS relative_distance_ci95,
  degrees.mean AS angle_degrees,
  degrees.ci95 AS angle_degrees_ci95,
  distance.n AS seeds
FROM cell
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method, variant, sparsity
