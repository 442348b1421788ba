/** Queries over results in Spark SQL: views, functions, and result tables. Knows {@code store}. */
package io.espalier.jobs.query;
