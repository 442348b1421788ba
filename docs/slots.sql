/* How busy a sweep kept its slots, from its first run's start to its last run's end.

     deploy/espalier sql --out results docs/slots.sql

   slots is the most runs that were ever in flight at a time. busy is the time in which runs were in flight, of the time
   of all slots. Each executor's first runs, as many as it had slots, pay for the warm-up (libtorch's start, Java's
   compiler): how much longer they took than the others, on average, stands apart, and is busy time like the rest.
   Results of several sweeps in one folder have the pauses between them counted as idle: choose by started_at then. */

WITH
  events AS (
    SELECT started_at AS at, 1 AS change FROM runs
    UNION ALL
    SELECT finished_at AS at, -1 AS change FROM runs
  ),
  moments AS ( -- an end and a start at the same millisecond are one moment
    SELECT at, sum(change) AS change FROM events GROUP BY at
  ),
  load AS (
    SELECT
      at,
      sum(change) OVER (ORDER BY at) AS in_flight,
      lead(at) OVER (ORDER BY at) - at AS lasted
    FROM moments
  ),
  slots AS (
    SELECT
      max(in_flight) AS slots,
      sum(lasted) / 1000 AS seconds,
      sum(in_flight * lasted) / (max(in_flight) * sum(lasted)) AS busy
    FROM load
  ),
  ordered AS (
    SELECT wall_seconds, row_number() OVER (PARTITION BY host, executor ORDER BY started_at) AS nth,
      count(*) OVER (PARTITION BY host, executor) AS runs
    FROM runs
  ),
  executors AS (
    SELECT count(DISTINCT host, executor) AS executors FROM runs
  )

SELECT
  (SELECT count(*) FROM runs) AS runs,
  slots,
  round(seconds, 1) AS seconds,
  round(100 * busy, 2) AS busy_percent,
  round(avg(wall_seconds) FILTER (WHERE nth > slots / executors), 2) AS run_seconds,
  round(
    avg(wall_seconds) FILTER (WHERE nth <= slots / executors)
      - avg(wall_seconds) FILTER (WHERE nth > slots / executors), 2) AS warm_up_seconds
FROM slots, ordered, executors
GROUP BY slots, seconds, busy
