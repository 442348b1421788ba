/**
 * The report: its parts, its page, and the files it is written to. Depends on {@code figure} and on
 * packages below it.
 */
package io.espalier.jobs.report;
