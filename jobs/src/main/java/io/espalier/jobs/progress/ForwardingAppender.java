// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.io.IOException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.event.Level;

/**
 * Forwards log lines of this process to the driver: those of Espalier from INFO on, and warnings of
 * libraries. Lines of Spark stay in this process: the driver reports the same events, and
 * forwarding a line about an unreachable network would only cause another such line.
 */
final class ForwardingAppender extends AbstractAppender {
  private static final String OURS = "io.espalier";
  private static final String SPARKS = "org.apache.spark";

  private final PluginContext driver;

  private ForwardingAppender(PluginContext driver) {
    super("driver", null, null, true, Property.EMPTY_ARRAY);
    this.driver = driver;
  }

  /**
   * Starts forwarding, if the process logs with Log4j.
   *
   * @return stops forwarding
   */
  static Runnable attach(PluginContext driver) {
    ForwardingAppender appender = new ForwardingAppender(driver);
    if (LogManager.getContext(SparkContext.class.getClassLoader(), false)
        instanceof LoggerContext context) {
      appender.start();
      context.getRootLogger().addAppender(appender);
      return () -> context.getRootLogger().removeAppender(appender);
    }
    return appender::stop;
  }

  @Override
  public void append(LogEvent event) {
    if (isForwarded(event)) {
      try {
        driver.send(line(event));
      } catch (IOException
          | RuntimeException e) { // a failure to forward a line must not fail the run
        getHandler().error("Cannot forward a log line to the driver: " + e);
      }
    }
  }

  private static boolean isForwarded(LogEvent event) {
    String logger = event.getLoggerName();
    return logger.startsWith(OURS)
        ? event.getLevel().isMoreSpecificThan(org.apache.logging.log4j.Level.INFO)
        : event.getLevel().isMoreSpecificThan(org.apache.logging.log4j.Level.WARN)
            && !logger.startsWith(SPARKS);
  }

  private static LogLine line(LogEvent event) {
    String text = event.getMessage().getFormattedMessage();
    return new LogLine(
        event.getLoggerName(),
        level(event.getLevel()),
        event.getThrown() == null ? text : text + ": " + event.getThrown());
  }

  private static Level level(org.apache.logging.log4j.Level level) {
    if (level.isMoreSpecificThan(org.apache.logging.log4j.Level.ERROR)) {
      return Level.ERROR;
    }
    return level.isMoreSpecificThan(org.apache.logging.log4j.Level.WARN) ? Level.WARN : Level.INFO;
  }
}
