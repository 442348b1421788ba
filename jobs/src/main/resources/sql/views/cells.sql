-- Cells
-- The rows of compared that differ by their seeds alone, as one: means over seeds, with the 95 %
-- confidence interval by Student's t where mean_ci95 says so. What begins with paired_ and the difference
-- are of those seeds alone whose dense run is there: another set of seeds would be another mean.

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
