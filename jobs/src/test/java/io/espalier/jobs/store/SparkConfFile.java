// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;

/** {@code conf/spark-local.conf}, for tests that use its settings. */
final class SparkConfFile {
  private static final Path FILE = Path.of("../conf/spark-local.conf");
  private static final String HADOOP = "spark.hadoop.";

  private SparkConfFile() {}

  /** Its settings for Hadoop. */
  static Configuration hadoopSettings() {
    Properties lines = new Properties();
    try (Reader in = Files.newBufferedReader(FILE)) {
      lines.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Configuration configuration = new Configuration();
    lines.stringPropertyNames().stream()
        .filter(name -> name.startsWith(HADOOP))
        .forEach(
            name ->
                configuration.set(
                    name.substring(HADOOP.length()), lines.getProperty(name).strip()));
    return configuration;
  }
}
