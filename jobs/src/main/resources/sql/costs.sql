-- Cost by method
-- Total cost of all runs of a method. Passes over the training set are those of the runs themselves: a round
-- of imp counts the passes since the previous round, and none if the previous round has no row. Hours are
-- wall time of successful attempts; failed attempts are counted separately.

WITH finished AS (
  SELECT
    r.method, r.variant,
    count(*) AS runs,
    count(DISTINCT r.seed) AS seeds,
    -- The cost of a later round includes that of the earlier rounds. A run without a dense run that has a
    -- parent takes only its mask from it.
    sum(
      r.passes
        - CASE WHEN r.dense_key IS NULL OR r.parent_key = r.dense_key THEN 0 ELSE p.passes END)
      AS passes,
    sum(r.wall_seconds) / 3600 AS hours
  FROM runs r
  LEFT JOIN runs p ON p.key = r.parent_key
  GROUP BY r.method, r.variant
),

failed AS (
  SELECT method, variant, count(*) AS failed_attempts FROM failures GROUP BY method, variant
)

SELECT
  method, variant,
  coalesce(runs, 0) AS runs,
  coalesce(seeds, 0) AS seeds,
  coalesce(passes, 0) AS passes,
  coalesce(hours, 0) AS hours,
  coalesce(failed_attempts, 0) AS failed_attempts
FROM finished
FULL JOIN failed USING (method, variant)
ORDER BY hours DESC, method, variant
