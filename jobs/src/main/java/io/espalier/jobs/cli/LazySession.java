// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A Spark session that is started on first use. */
final class LazySession implements AutoCloseable {
  private final String name;
  private Optional<SparkSession> session = Optional.empty();

  /**
   * @param name of the application
   */
  LazySession(String name) {
    this.name = name;
  }

  SparkSession get() {
    if (session.isEmpty()) {
      session = Optional.of(SparkSession.builder().appName(name).getOrCreate());
    }
    return session.get();
  }

  @Override
  public void close() {
    session.ifPresent(SparkSession::close);
  }
}
