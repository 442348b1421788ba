-- Sparsest winning tickets
-- Each method's sparsest ticket: the sparsest cell whose mean test accuracy over seeds is at least that of
-- the dense runs of the same seeds. verdict says whether there is one. The stricter paired_verdict uses the
-- 95 % confidence interval of the mean difference by Student's t: ticket if the whole interval is at or above
-- 0, no ticket if it is entirely below 0, undecided otherwise. proven_sparsity is the sparsest cell with the
-- paired verdict ticket. With fewer than three seeds, both verdicts are undecided.

WITH methods AS (
  SELECT
    dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
    -- Structs compare from left to right: a ticket with three seeds or more goes before a sparser
    -- ticket with fewer seeds.
    max(
        struct(
          paired_accuracy.n >= 3 AS vouched,
          sparsity, paired_accuracy, paired_dense_accuracy, difference, paired_verdict))
      -- A tie is a ticket, also if the accuracies differ in the last bits.
      FILTER (WHERE difference.mean >= -1e-9) AS ticket,
    -- Without a ticket, the verdict counts as many seeds as the cell with the fewest, and the paired
    -- verdict is no ticket only if that of every cell is.
    min(struct(paired_accuracy.n AS seeds, paired_dense_accuracy)) AS weakest,
    bool_and(paired_verdict = 'no ticket') AS none_passes,
    max(sparsity) FILTER (WHERE paired_verdict = 'ticket') AS proven_sparsity,
    max(paired_accuracy.n) AS most_seeds,
    max(seeds_without_dense) AS seeds_without_dense
  FROM cells
  WHERE method <> 'dense'
  GROUP BY dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant
)

SELECT
  dataset, dataset_fingerprint, model, structure, setting, dense_variant, method, variant,
  ticket.sparsity AS sparsity,
  ticket.paired_accuracy.mean AS accuracy,
  ticket.paired_accuracy.ci95 AS accuracy_ci95,
  coalesce(ticket.paired_dense_accuracy, weakest.paired_dense_accuracy) AS dense_accuracy,
  ticket.difference.mean AS difference,
  ticket.difference.ci95 AS difference_ci95,
  coalesce(ticket.paired_accuracy.n, weakest.seeds) AS seeds,
  nullif(seeds_without_dense, 0) AS seeds_without_dense,
  CASE
    WHEN most_seeds = 0 THEN 'no dense run'
    WHEN coalesce(ticket.paired_accuracy.n, weakest.seeds) < 3 THEN 'undecided'
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
