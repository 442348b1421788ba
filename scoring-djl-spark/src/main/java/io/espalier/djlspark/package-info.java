/** Scoring with DJL's Spark extension, see {@link io.espalier.djlspark.DjlSparkScorer}. */
package io.espalier.djlspark;
