-- Stability to the order of the data
-- How far two networks end from each other that were trained from one state under one mask, and saw the images
-- in different orders (the setting data_order), as in Frankle et al. (2019): the L2 distance of the weights kept,
-- the same ÷ the norm of the weights of the lower order, and the angle between both. The mean over all pairs of
-- orders of a seed counts as one seed; means over seeds with their 95 % confidence interval by Student's t. Runs
-- whose files are missing count as no seed. Networks of more than a million weights are left out.

WITH ordered AS (
  SELECT
    v.*, coalesce(CAST(nullif(regexp_extract(v.variant, '(?:^| )data_order=([0-9]+)', 1), '') AS INT), 0) AS data_order,
    r.weights_uri, r.mask_uri
  FROM varied v
  JOIN runs r ON r.key = v.key
  WHERE v.changed = 'data_order' AND r.prunable <= 1000000 AND r.weights_uri IS NOT NULL AND r.mask_uri IS NOT NULL
),

measured AS (
  SELECT
    a.dataset, a.dataset_fingerprint, a.model, a.structure, a.setting, a.dense_variant, a.method,
    a.others AS variant, a.sparsity_target AS sparsity, a.seed,
    ticket_distance(b.weights_uri, a.weights_uri, a.mask_uri) AS moved
  FROM ordered a
  JOIN ordered b
    ON b.dataset_fingerprint = a.dataset_fingerprint
    AND b.setting = a.setting
    AND b.structure = a.structure
    AND b.dense_variant = a.dense_variant
    AND b.method = a.method
    AND b.others = a.others
    AND b.sparsity_target = a.sparsity_target
    AND b.seed = a.seed
    AND b.data_order > a.data_order
),

of_seed AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity, seed,
    avg(moved.distance) AS distance,
    avg(moved.relative) AS relative,
    avg(moved.degrees) AS degrees
  FROM measured
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity, seed
),

cell AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity,
    mean_ci95(distance) AS distance,
    mean_ci95(relative) AS relative,
    mean_ci95(degrees) AS degrees
  FROM of_seed
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
