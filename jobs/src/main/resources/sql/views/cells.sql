-- Cells
-- The rows of compared, grouped over seeds: means, with the 95 % confidence interval by Student's t for
-- columns of mean_ci95. The difference and columns that start with paired_ use only seeds whose dense run
-- exists, because the mean of another set of seeds is not comparable.

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  sparsity_target AS sparsity,
  avg(sparsity) AS achieved_sparsity,
  mean_ci95(accuracy) AS accuracy,
  mean_ci95(CASE WHEN dense_accuracy IS NOT NULL THEN accuracy END) AS paired_accuracy,
  mean_ci95(dense_accuracy).mean AS paired_dense_accuracy,
  mean_ci95(accuracy - dense_accuracy) AS difference,
  paired_verdict(accuracy, dense_accuracy) AS paired_verdict,
  count_if(dense_accuracy IS NULL) AS seeds_without_dense,
  avg(passes) AS passes,
  mean_ci95(method_seconds) AS method_seconds,
  sort_array(collect_set(struct(device_kind, threads))) AS machines
FROM compared
GROUP BY
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  sparsity_target
