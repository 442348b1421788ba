/**
 * The report: its parts, its page, and the files it is written to. Knows {@code figure} and what is
 * below.
 */
package io.espalier.jobs.report;
