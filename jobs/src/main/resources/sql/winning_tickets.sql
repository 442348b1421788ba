-- Sparsest winning tickets
-- The largest sparsity at which the mean test accuracy over seeds is no less than that of the dense
-- runs of the same seeds: verdict. The stricter paired_verdict asks the 95 % confidence interval of the
-- mean difference, by Student's t: a ticket where all of it is no less than nothing, no ticket where all
-- of it is less; proven_sparsity is the sparsest cell that passes. Under three seeds both are undecided.

WITH cells AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target AS sparsity,
    -- Only seeds that have both sides count: another set of seeds would be another mean.
    mean_ci95(CASE WHEN dense_accuracy IS NOT NULL THEN accuracy END) AS accuracy,
    mean_ci95(dense_accuracy).mean AS dense_accuracy,
    mean_ci95(accuracy - dense_accuracy) AS difference,
    paired_verdict(accuracy, dense_accuracy) AS paired_verdict,
    count_if(dense_accuracy IS NULL) AS seeds_without_dense
  FROM pruned
  GROUP BY
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    sparsity_target
),

methods AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    -- Structs compare from left to right: a ticket that three seeds vouch for goes before a sparser
    -- one that fewer do.
    max(
        struct(
          accuracy.n >= 3 AS vouched, sparsity, accuracy, dense_accuracy, difference, paired_verdict))
      -- A tie wins, also where its accuracies differ by their last bits.
      FILTER (WHERE difference.mean >= -1e-9) AS ticket,
    -- That there is none is as sure as the least sure of the cells.
    min(struct(accuracy.n AS seeds, dense_accuracy)) AS weakest,
    bool_and(paired_verdict = 'no ticket') AS none_passes,
    max(sparsity) FILTER (WHERE paired_verdict = 'ticket') AS proven_sparsity,
    max(accuracy.n) AS most_seeds,
    max(seeds_without_dense) AS seeds_without_dense
  FROM cells
  GROUP BY dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  ticket.sparsity AS sparsity,
  ticket.accuracy.mean AS accuracy,
  ticket.accuracy.ci95 AS accuracy_ci95,
  coalesce(ticket.dense_accuracy, weakest.dense_accuracy) AS dense_accuracy,
  ticket.difference.mean AS difference,
  ticket.difference.ci95 AS difference_ci95,
  coalesce(ticket.accuracy.n, weakest.seeds) AS seeds,
  nullif(seeds_without_dense, 0) AS seeds_without_dense,
  CASE
    WHEN most_seeds = 0 THEN 'no dense run'
    WHEN coalesce(ticket.accuracy.n, weakest.seeds) < 3 THEN 'undecided'
    WHEN ticket IS NULL THEN 'no ticket'
    ELSE 'ticket'
  END AS verdict,
  CASE
    WHEN ticket IS NOT NULL THEN ticket.paired_verdict
    WHEN none_passes THEN 'no ticket'
    ELSE 'undecided'
  END AS paired_verdict,
  proven_sparsity
FROM methods
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant, method, variant
