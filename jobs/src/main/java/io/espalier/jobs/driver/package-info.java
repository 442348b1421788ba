/**
 * Executes a plan on the driver: starts runs as Spark jobs, reacts to failures and signals, and
 * resumes.
 */
package io.espalier.jobs.driver;
