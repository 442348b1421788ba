// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ways to score that this process knows. */
public final class Scorers {
  /** The way of the module {@code scoring-djl-spark}, which is not part of Espalier's jar. */
  private static final String DJL_SPARK = "djl-spark";

  private Scorers() {}

  /**
   * The way of this name.
   *
   * @throws IOException when there is none, naming those that there are
   */
  public static Scorer named(String name) throws IOException {
    List<Scorer> all = all();
    return all.stream()
        .filter(scorer -> scorer.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException(unknown(name, all)));
  }

  private static List<Scorer> all() {
    // Spark adds the classes of --jars to the loader of the thread, not to that of this class.
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return Stream.concat(
            Stream.of(new PartitionScorer()),
            ServiceLoader.load(Scorer.class, loader).stream().map(ServiceLoader.Provider::get))
        .toList();
  }

  private static String unknown(String name, List<Scorer> all) {
    return name.equals(DJL_SPARK)
        ? "Cannot score with djl-spark: add scoring-djl-spark.jar, and the Spark extension of DJL"
            + " and spark-mllib that it needs, by --jars of spark-submit (ESPALIER_SPARK_ARGS)"
        : "Cannot score with %s: known are %s"
            .formatted(name, all.stream().map(Scorer::name).collect(Collectors.joining(", ")));
  }
}
