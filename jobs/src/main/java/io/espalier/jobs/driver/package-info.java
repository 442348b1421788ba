/**
 * What the driver does with a plan: starts runs as Spark jobs, reacts to failures, obeys signals,
 * and resumes.
 */
package io.espalier.jobs.driver;
