/**
 * Makes recorded runs again from nothing but their rows, and compares. Does not depend on Spark.
 */
package io.espalier.jobs.reproduce;
