// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import io.espalier.jobs.store.ResultStore;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Spark's event log of a sweep, in the folder {@code logs/spark} of its results. */
public final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final String ENABLED = "spark.eventLog.enabled";

  private EventLog() {}

  /**
   * The settings to apply before the application starts; none where the user has set {@code
   * spark.eventLog.enabled}, or where the folder cannot be made, which is logged.
   */
  public static Map<String, String> settings(ResultStore store, SparkConf conf) {
    if (conf.contains(ENABLED)) {
      return Map.of();
    }
    try {
      return Map.of(
          ENABLED,
          "true",
          "spark.eventLog.dir",
          store.storage().createFolder(Storage.in(store.logs(), "spark")).toString(),
          "spark.eventLog.compress",
          conf.get("spark.eventLog.compress", "true"));
    } catch (IOException e) {
      LOG.warn("The sweep has no event log: {}", e.getMessage());
      return Map.of();
    }
  }
}
