/**
 * What a sweep leaves in the folder {@code logs} of its results for people: its state, its log, and
 * Spark's event log.
 */
package io.espalier.jobs.status;
