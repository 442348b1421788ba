-- Slots
-- Runs of each executor over time: started_at and finished_at of the successful attempt, in milliseconds
-- since 1970 UTC.

SELECT
  host, executor, device, method, variant, key, started_at, finished_at,
  (finished_at - started_at) / 1000 AS seconds
FROM runs
ORDER BY host, executor, device, started_at, finished_at, key
