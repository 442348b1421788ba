-- Cost by method
-- What all runs of a method cost together. Passes over the training set are the runs' own: of a round of
-- imp those since the round before (a round whose predecessor has no row here adds none). Hours are from
-- start to end of the attempts that finished; attempts that failed are counted beside them.

WITH finished AS (
  SELECT
    r.method, r.variant,
    count(*) AS runs,
    count(DISTINCT r.seed) AS seeds,
    -- The price of a later round has that of those before it counted in.
    sum(r.passes - CASE WHEN r.parent_key <=> r.dense_key THEN 0 ELSE p.passes END) AS passes,
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
