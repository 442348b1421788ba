-- Failed runs
-- Runs without a result, grouped by the kind and cause of their last failure, with the key of one example.

WITH unfinished AS (
  SELECT
    f.key, f.method, f.variant,
    -- Structs compare from left to right, so the maximum is the last attempt.
    max(struct(f.attempt, f.failed_at, f.kind, f.cause)) AS last
  FROM failures f
  LEFT ANTI JOIN runs r ON r.key = f.key
  GROUP BY f.key, f.method, f.variant
)

SELECT
  last.kind AS kind, method, variant, last.cause AS cause,
  count(*) AS runs,
  sum(last.attempt) AS attempts,
  min(key) AS example_key
FROM unfinished
GROUP BY last.kind, method, variant, last.cause
ORDER BY runs DESC, kind, method, variant, cause
