-- Ablations
-- Effect of one setting of a method while all other settings are fixed: mean test accuracy over seeds with
-- its 95 % confidence interval by Student's t, and the mean difference to the dense runs of the same seeds.
-- Sparsities with a single value of the setting are omitted; rewinding has its own table.

SELECT * FROM studies
WHERE changed NOT IN ('retrain_from', 'rewind')
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method,
  changed, others, try_cast(value AS DOUBLE), value, sparsity
