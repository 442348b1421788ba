-- Speed that was measured
-- Median milliseconds of a forward pass, means over tickets, as espalier latency timed them in turns: the dense
-- network, the same with removed weights as zeros (masked), and without the channels that have no effect
-- (compact). Speedups are dense ÷ masked and dense ÷ compact, of each ticket. macs_speedup is what the
-- multiply-accumulates of dense ÷ compact promise, 1 where no channel is gone: these runtimes compute zeros,
-- so removed single weights save no time.

WITH latest AS (
  SELECT
    *,
    rank() OVER (
      PARTITION BY key, runtime, batch, threads, device_kind ORDER BY measured_at DESC
    ) AS age
  FROM latencies
),

forms AS (
  SELECT
    key, runtime, batch, threads, device_kind,
    max(median_ms) FILTER (WHERE form = 'dense') AS dense_ms,
    max(median_ms) FILTER (WHERE form = 'masked') AS masked_ms,
    max(median_ms) FILTER (WHERE form = 'compact') AS compact_ms,
    max(macs) FILTER (WHERE form = 'dense') AS dense_macs,
    max(macs) FILTER (WHERE form = 'compact') AS compact_macs,
    max(file_bytes) FILTER (WHERE form = 'dense') AS dense_bytes,
    max(file_bytes) FILTER (WHERE form = 'compact') AS compact_bytes,
    max(memory_bytes) FILTER (WHERE form = 'dense') AS dense_memory,
    max(memory_bytes) FILTER (WHERE form = 'compact') AS compact_memory
  FROM latest
  WHERE age = 1
  GROUP BY key, runtime, batch, threads, device_kind
)

SELECT
  p.dataset, p.dataset_fingerprint, p.model, p.structure, p.setting, p.dense_variant,
  p.method, p.variant, p.sparsity_target AS sparsity,
  f.runtime, f.batch, f.threads, f.device_kind,
  avg(f.dense_ms) AS dense_ms,
  avg(f.masked_ms) AS masked_ms,
  avg(f.compact_ms) AS compact_ms,
  avg(f.dense_ms / f.masked_ms) AS masked_speedup,
  avg(f.dense_ms / f.compact_ms) AS compact_speedup,
  avg(f.dense_macs / f.compact_macs) AS macs_speedup,
  avg(f.dense_bytes) / 1e6 AS dense_mb,
  avg(f.compact_bytes) / 1e6 AS compact_mb,
  avg(f.dense_memory) / 1e6 AS dense_memory_mb,
  avg(f.compact_memory) / 1e6 AS compact_memory_mb,
  count(*) AS seeds
FROM forms f
JOIN pruned p ON p.key = f.key
GROUP BY
  p.dataset, p.dataset_fingerprint, p.model, p.structure, p.setting, p.dense_variant,
  p.method, p.variant, p.sparsity_target,
  f.runtime, f.batch, f.threads, f.device_kind
ORDER BY
  dataset, model, setting, dataset_fingerprint, structure, dense_variant,
  runtime, batch, threads, device_kind, method, variant, sparsity
