// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.spark.SparkContext;

/**
 * The log of the driver, which has the lines of executors, too, in parts: files of a store cannot
 * grow, so the last part is written again until it is full.
 */
final class DriverLog extends AbstractAppender {
  /** Stack traces of Spark in messages are left out, as on the console. */
  private static final String LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS}{UTC}Z %-5level %c{1}: %replace{%msg}{(\\r?\\n\\s+at [^\\n]*)+}{}%n%throwable";

  private final int full;
  private final StringBuilder part = new StringBuilder();
  private int number = 1;
  private boolean isWritten = true;

  private DriverLog(int full) {
    super(
        "results",
        null,
        PatternLayout.newBuilder().withPattern(LINE).withCharset(StandardCharsets.UTF_8).build(),
        true,
        Property.EMPTY_ARRAY);
    this.full = full;
  }

  /**
   * Collects all lines that this process logs from now on, if it logs with Log4j.
   *
   * @param full characters after which a part is full
   */
  static DriverLog attached(int full) {
    DriverLog log = new DriverLog(full);
    log.start();
    if (LogManager.getContext(SparkContext.class.getClassLoader(), false)
        instanceof LoggerContext context) {
      context.getRootLogger().addAppender(log);
    }
    return log;
  }

  /** Stops collecting. */
  void detach() {
    if (LogManager.getContext(SparkContext.class.getClassLoader(), false)
        instanceof LoggerContext context) {
      context.getRootLogger().removeAppender(this);
    }
    stop();
  }

  @Override
  public void append(LogEvent event) {
    String line = getLayout().toSerializable(event).toString();
    synchronized (part) {
      part.append(line);
      isWritten = false;
    }
  }

  /** Writes the lines since the last call, if there are any. Called by one thread at a time. */
  void writeTo(SweepFolder folder) throws IOException {
    String lines;
    synchronized (part) {
      if (isWritten) {
        return;
      }
      lines = part.toString();
      isWritten = true;
    }
    try {
      folder.writeLog(number, lines);
    } catch (IOException | RuntimeException e) {
      synchronized (part) {
        isWritten = false;
      }
      throw e;
    }
    if (lines.length() >= full) {
      number++;
      synchronized (part) {
        part.delete(0, lines.length());
        isWritten = part.isEmpty();
      }
    }
  }
}
