/** Estimates the cost of a plan in passes, hours, bytes and money from earlier runs. */
package io.espalier.jobs.estimate;
