/**
 * Questions to results in Spark SQL: views, functions, and the tables that answer. Knows {@code
 * store}.
 */
package io.espalier.jobs.query;
