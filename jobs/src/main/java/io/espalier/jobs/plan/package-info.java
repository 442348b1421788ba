/** Runs, their keys, and the graph of their dependencies. Knows no Spark. */
package io.espalier.jobs.plan;
