-- Rewinding
-- Effect of the epoch to which weights are rewound, as a share of the training of the dense run: before a
-- mask is retrained (retrain_from; none is the same method without retraining), and between the rounds of
-- imp (rewind). Mean test accuracy over seeds with its 95 % confidence interval by Student's t, and the mean
-- difference to the dense runs of the same seeds. Sparsities at which only one value was run are
-- omitted.

SELECT * FROM studies
WHERE changed IN ('retrain_from', 'rewind')
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method,
  changed, others, try_cast(value AS DOUBLE), value, sparsity
