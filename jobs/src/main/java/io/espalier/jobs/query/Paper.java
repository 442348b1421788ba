// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * The view {@code paper}: the results that the BiP paper reports, one number per row, from {@code
 * paper/bip.csv}, which names the source of each.
 */
final class Paper {
  static final String VIEW = "paper";

  private static final String RESOURCE = "/paper/bip.csv";
  private static final String SCHEMA =
      "dataset string, model string, structure string, method string, sparsity double,"
          + " measure string, paper double, paper_ci95 double, mark string";

  private Paper() {}

  static void register(SparkSession spark) {
    spark
        .read()
        .schema(SCHEMA)
        .option("header", true)
        .option("comment", "#")
        .option("mode", "FAILFAST")
        .csv(spark.createDataset(lines(), Encoders.STRING()))
        .createOrReplaceTempView(VIEW);
  }

  private static List<String> lines() {
    try (InputStream in = Paper.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + RESOURCE + ": " + e.getMessage(), e);
    }
  }
}
