/**
 * The progress of a sweep: messages of executors, the progress bar, log lines, and gauges for
 * Prometheus.
 */
package io.espalier.jobs.progress;
