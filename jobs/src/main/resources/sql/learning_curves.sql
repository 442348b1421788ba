-- Learning curves
-- Test accuracy and training loss after each evaluated epoch, means over seeds, with the 95 % confidence
-- interval of the accuracy by Student's t. Passes over the training set count from the start of the run,
-- without those of the dense run and of earlier rounds. Dense runs have sparsity 0.

-- Spark estimates the join sides by file size, which is wrong here: each run has many epochs.
SELECT /*+ BROADCAST(c) */
  c.dataset, c.dataset_fingerprint, c.model, c.structure, c.setting, c.dense_variant,
  c.method, c.variant, c.sparsity_target AS sparsity,
  e.phase, e.epoch,
  avg(e.passes) AS passes,
  avg(e.test_accuracy) AS test_accuracy,
  ci95(count(*), stddev_samp(e.test_accuracy)) AS test_accuracy_ci95,
  avg(e.train_loss) AS train_loss,
  count(*) AS seeds
FROM compared c
JOIN epochs e ON e.key = c.key
WHERE e.test_accuracy IS NOT NULL
GROUP BY
  c.dataset, c.dataset_fingerprint, c.model, c.structure, c.setting, c.dense_variant,
  c.method, c.variant, c.sparsity_target, e.phase, e.epoch
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant,
  method <> 'dense', method, variant, sparsity, passes, phase, epoch
