/**
 * What a sweep has done so far: messages of executors, the bar and the log lines, and gauges for
 * Prometheus.
 */
package io.espalier.jobs.progress;
