-- Large-sparse or small-dense
-- Each pruned cell beside the dense network of about equal size, as in Zhu and Gupta (2017): the same model,
-- data and dense recipe, but a smaller width. Of the smaller networks that were run it is the one whose
-- parameters are nearest by ratio to the mean of those that the cell keeps; cells with none within 25 % are
-- omitted. Accuracies are means over the seeds of each with their 95 % confidence interval by Student's t.
-- difference is the pruned accuracy − the small dense one, paired by seed: its mean over paired_seeds, the
-- seeds that both have. Where one has other seeds too, it is not the difference of the two means shown.

WITH networks AS (
  -- All runs of a setting have the same data and network.
  SELECT dataset_fingerprint, model, setting, any_value(settings) AS settings
  FROM runs
  GROUP BY dataset_fingerprint, model, setting
),

widths AS (
  SELECT
    dataset_fingerprint, model, setting,
    try_cast(get_json_object(settings, '$.model.width') AS DOUBLE) AS width,
    concat_ws(
        ' ',
        get_json_object(settings, '$.dataset'),
        get_json_object(settings, '$.data_pruning'),
        get_json_object(settings, '$.precision'),
        to_json(
          map_filter(
            from_json(get_json_object(settings, '$.model'), 'map<string, string>'),
            (name, value) -> name <> 'width')))
      AS others
  FROM networks
),

small_runs AS (
  SELECT
    w.dataset_fingerprint, w.setting, d.variant AS dense_variant, s.width,
    d.seed, d.parameters, d.accuracy
  FROM widths w
  JOIN widths s
    ON s.dataset_fingerprint = w.dataset_fingerprint
    AND s.model = w.model
    AND s.others = w.others
    AND s.width < w.width
  JOIN runs d
    ON d.dataset_fingerprint = s.dataset_fingerprint
    AND d.setting = s.setting
    AND d.method = 'dense'
),

small AS (
  SELECT
    dataset_fingerprint, setting, dense_variant, width,
    avg(parameters) AS parameters,
    mean_ci95(accuracy) AS accuracy
  FROM small_runs
  GROUP BY dataset_fingerprint, setting, dense_variant, width
),

sized AS (
  SELECT p.*, r.parameters_kept
  FROM pruned p
  JOIN runs r ON r.key = p.key
  LEFT SEMI JOIN small s
    ON s.dataset_fingerprint = p.dataset_fingerprint
    AND s.setting = p.setting
    AND s.dense_variant = p.dense_variant
),

cell AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target,
    avg(parameters_kept) AS parameters_kept,
    mean_ci95(accuracy) AS accuracy
  FROM sized
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target
),

matched AS (
  SELECT
    c.*, s.width, s.parameters AS small_parameters, s.accuracy AS small_accuracy,
    row_number() OVER (
      PARTITION BY
        c.dataset, c.dataset_fingerprint, c.model, c.structure, c.setting, c.dense_variant,
        c.method, c.variant, c.sparsity_target
      -- Of two networks that are as near, the larger one, which favours pruning less.
      ORDER BY abs(ln(s.parameters / c.parameters_kept)), s.width DESC
    ) AS place
  FROM cell c
  JOIN small s
    ON s.dataset_fingerprint = c.dataset_fingerprint
    AND s.setting = c.setting
    AND s.dense_variant = c.dense_variant
    AND greatest(s.parameters, c.parameters_kept) <= 1.25 * least(s.parameters, c.parameters_kept)
),

paired AS (
  SELECT
    p.dataset_fingerprint, p.structure, p.setting, p.dense_variant, p.method, p.variant,
    p.sparsity_target, d.width,
    mean_ci95(p.accuracy - d.accuracy) AS difference
  FROM sized p
  JOIN small_runs d
    ON d.dataset_fingerprint = p.dataset_fingerprint
    AND d.setting = p.setting
    AND d.dense_variant = p.dense_variant
    AND d.seed = p.seed
  GROUP BY
    p.dataset_fingerprint, p.structure, p.setting, p.dense_variant, p.method, p.variant,
    p.sparsity_target, d.width
)

SELECT
  m.dataset, m.dataset_fingerprint, m.model, m.structure, m.setting, m.dense_variant,
  m.method, m.variant, m.sparsity_target AS sparsity,
  m.parameters_kept,
  m.accuracy.mean AS accuracy,
  m.accuracy.ci95 AS accuracy_ci95,
  m.width AS small_dense_width,
  m.small_parameters AS small_dense_parameters,
  m.small_accuracy.mean AS small_dense_accuracy,
  m.small_accuracy.ci95 AS small_dense_accuracy_ci95,
  p.difference.mean AS difference,
  p.difference.ci95 AS difference_ci95,
  m.accuracy.n AS seeds,
  m.small_accuracy.n AS small_dense_seeds,
  coalesce(p.difference.n, 0) AS paired_seeds
FROM matched m
LEFT JOIN paired p
  ON p.dataset_fingerprint = m.dataset_fingerprint
  AND p.structure = m.structure
  AND p.setting = m.setting
  AND p.dense_variant = m.dense_variant
  AND p.method = m.method
  AND p.variant = m.variant
  AND p.sparsity_target = m.sparsity_target
  AND p.width = m.width
WHERE m.place = 1
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method, variant, sparsity
