// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.SparkContext;

/** Collects the warnings of Espalier that are logged until it is closed. */
final class Warnings extends AbstractAppender implements AutoCloseable {
  private final LoggerContext context =
      (LoggerContext) LogManager.getContext(SparkContext.class.getClassLoader(), false);
  private final List<String> messages = new CopyOnWriteArrayList<>();

  private Warnings() {
    super("warnings", null, null, true, Property.EMPTY_ARRAY);
  }

  static Warnings collected() {
    Warnings warnings = new Warnings();
    warnings.start();
    warnings.context.getRootLogger().addAppender(warnings);
    return warnings;
  }

  @Override
  public void append(LogEvent event) {
    if (event.getLoggerName().startsWith("io.espalier")) {
      messages.add(event.getMessage().getFormattedMessage());
    }
  }

  List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void close() {
    context.getRootLogger().removeAppender(this);
    stop();
  }
}
