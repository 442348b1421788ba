// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.driver.SparkMessage;
import io.espalier.pruning.train.Work;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.util.ShutdownHookManager;

/** A job of Spark that a command waits for. */
final class SparkJob {

  /** Thrown when Spark gives a job up, with the cause in one line. */
  static final class Failed extends IOException {
    private static final long serialVersionUID = 1L;

    private Failed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private SparkJob() {}

  /**
   * The result of {@code job}.
   *
   * @param verb what the command does, for the message: {@code "score"}
   * @throws Failed {@code Cannot score: …}
   */
  static <T> T result(String verb, Work<T, IOException> job) throws IOException {
    try {
      return job.run();
    } catch (Exception e) { // Spark throws checked exceptions that Scala does not declare
      boolean isOfSpark = causes(e).anyMatch(SparkException.class::isInstance);
      if (!isOfSpark || ShutdownHookManager.inShutdown()) { // a signal fails what still runs
        throw e;
      }
      throw new Failed("Cannot %s: %s".formatted(verb, reason(e)), e);
    }
  }

  /** What a task of Espalier threw, or the message of Spark. */
  private static String reason(Exception thrown) {
    return causes(thrown)
        .filter(cause -> cause.getClass().getName().startsWith("io.espalier."))
        .map(Throwable::getMessage)
        .findFirst()
        .orElseGet(
            () ->
                SparkMessage.inOneLine(
                    causes(thrown).reduce((one, next) -> next).orElseThrow().toString()));
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause);
  }
}
