/** Runs, their keys, and the graph of which starts from which. Knows no Spark. */
package io.espalier.jobs.plan;
