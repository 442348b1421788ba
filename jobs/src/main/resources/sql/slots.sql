-- Slots
-- Which run each executor had when: started_at and finished_at in milliseconds since 1970 UTC, of the
-- attempt that finished.

SELECT
  host, executor, device, method, variant, key, started_at, finished_at,
  (finished_at - started_at) / 1000 AS seconds
FROM runs
ORDER BY host, executor, device, started_at, finished_at, key
