-- Ablations
-- What one setting of a method does while its others stay: mean test accuracy over seeds with its 95 %
-- confidence interval by Student's t, and the mean difference to the dense runs of the same seeds. A
-- sparsity that only one value was run at is left out, and so is where weights are rewound to.

SELECT * FROM studies
WHERE changed NOT IN ('retrain_from', 'rewind')
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method,
  changed, others, try_cast(value AS DOUBLE), value, sparsity
