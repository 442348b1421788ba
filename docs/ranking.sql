-- Does any method do worse than a random mask? Each seed's accuracy against that of random with the
-- same seed, network, structure and sparsity: the mean difference over seeds with its standard error,
-- and how many standard errors the mean is away from nothing.

WITH control AS (
  SELECT
    dataset_fingerprint, setting, structure, sparsity_target, seed,
    variant AS random_variant, accuracy AS random_accuracy
  FROM runs
  WHERE method = 'random'
),

differences AS (
  SELECT *, accuracy - random_accuracy AS difference
  FROM runs
  JOIN control USING (dataset_fingerprint, setting, structure, sparsity_target, seed)
  WHERE method NOT IN ('dense', 'random')
),

means AS (
  SELECT
    setting, structure, sparsity_target AS sparsity, random_variant, method, variant,
    count(*) AS seeds,
    avg(accuracy) AS accuracy,
    avg(random_accuracy) AS random_accuracy,
    avg(difference) AS difference,
    stddev_samp(difference) / sqrt(count(*)) AS standard_error
  FROM differences
  GROUP BY setting, structure, sparsity_target, random_variant, method, variant
)

SELECT *, difference / nullif(standard_error, 0) AS standard_errors
FROM means
ORDER BY setting, structure, sparsity, random_variant, difference DESC
