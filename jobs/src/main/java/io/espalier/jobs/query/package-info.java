/**
 * Queries over results in Spark SQL: views, functions, and result tables. Depends on {@code store}.
 */
package io.espalier.jobs.query;
