-- Does a winning ticket keep its robustness?
-- Accuracy on the test images as they are, and the mean over corruptions and severities, as espalier measure
-- found them: means over seeds with their 95 % confidence interval by Student's t, and the mean differences to
-- the dense runs of the same seeds. The error ratio is the error of the ticket ÷ that of its dense run, each
-- the mean over severities, in the mean over corruptions: below 1, the ticket is the more robust one. The
-- corruptions are made on the spot: these are no results on CIFAR-10-C.

WITH of_seed AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity_target,
    seed,
    max(accuracy) FILTER (WHERE corruption = 'none') AS accuracy,
    max(accuracy - dense_accuracy) FILTER (WHERE corruption = 'none') AS difference,
    avg(accuracy) FILTER (WHERE corruption <> 'none') AS corrupted_accuracy,
    avg(accuracy - dense_accuracy) FILTER (WHERE corruption <> 'none') AS corrupted_difference,
    avg((1 - accuracy) / nullif(1 - dense_accuracy, 0)) FILTER (WHERE corruption <> 'none') AS error_ratio,
    -- Means over other corruptions are not comparable.
    sort_array(collect_set(corruption) FILTER (WHERE corruption <> 'none')) AS corruptions
  FROM corrupted
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity_target,
    seed, key
),

cell AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity_target,
    corruptions,
    mean_ci95(accuracy) AS accuracy,
    mean_ci95(difference) AS difference,
    mean_ci95(corrupted_accuracy) AS corrupted_accuracy,
    mean_ci95(corrupted_difference) AS corrupted_difference,
    mean_ci95(error_ratio) AS error_ratio
  FROM of_seed
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity_target,
    corruptions
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  sparsity_target AS sparsity,
  accuracy.mean AS accuracy,
  accuracy.ci95 AS accuracy_ci95,
  difference.mean AS difference,
  difference.ci95 AS difference_ci95,
  corrupted_accuracy.mean AS corrupted_accuracy,
  corrupted_accuracy.ci95 AS corrupted_accuracy_ci95,
  corrupted_difference.mean AS corrupted_difference,
  corrupted_difference.ci95 AS corrupted_difference_ci95,
  error_ratio.mean AS error_ratio,
  error_ratio.ci95 AS error_ratio_ci95,
  CASE WHEN size(corruptions) < 4 THEN array_join(corruptions, ' ') ELSE string(size(corruptions)) END AS corruptions,
  corrupted_accuracy.n AS seeds
FROM cell
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method, variant, sparsity,
  corruptions
