-- Accuracy by sparsity
-- Mean test accuracy over seeds with its 95 % confidence interval by Student's t, the mean difference to the
-- dense runs of the same seeds, and the cost of a run of the method alone. Dense runs have sparsity 0.

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant, sparsity,
  -- The target and the achieved sparsity differ in the second decimal only for structured pruning.
  CASE WHEN abs(achieved_sparsity - sparsity) >= 0.00005 THEN achieved_sparsity END
    AS achieved_sparsity,
  accuracy.mean AS accuracy,
  accuracy.ci95 AS accuracy_ci95,
  difference.mean AS difference,
  accuracy.n AS seeds,
  passes,
  -- Seconds of different kinds of machines are not averaged.
  CASE WHEN size(machines) = 1 THEN method_seconds.mean END AS method_seconds
FROM cells
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant,
  method <> 'dense', method, variant, sparsity
