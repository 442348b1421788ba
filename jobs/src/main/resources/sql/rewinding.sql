-- Rewinding
-- What it does where weights are rewound to, a share of the dense run's training: before a mask is
-- retrained (retrain_from; value none is the same method without retraining), and between the rounds of
-- imp (rewind). Mean test accuracy over seeds with its 95 % confidence interval by Student's t, and the
-- mean difference to the dense runs of the same seeds. A sparsity that only one value was run at is left
-- out.

SELECT * FROM studies
WHERE changed IN ('retrain_from', 'rewind')
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method,
  changed, others, try_cast(value AS DOUBLE), value, sparsity
