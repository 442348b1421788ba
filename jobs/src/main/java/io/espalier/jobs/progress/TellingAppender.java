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
 * Sends to the driver what this process logs: all of Espalier's own from INFO on, and warnings of
 * libraries. Spark's own lines stay here: the driver's Spark knows of all that it should tell, and
 * a line on a network that does not answer would only beget the next.
 */
final class TellingAppender extends AbstractAppender {
  private static final String OURS = "io.espalier";
  private static final String SPARKS = "org.apache.spark";

  private final PluginContext driver;

  private TellingAppender(PluginContext driver) {
    super("driver", null, null, true, Property.EMPTY_ARRAY);
    this.driver = driver;
  }

  /**
   * Sends from now on. Where logs go by anything but Log4j, they are not sent.
   *
   * @return ends it
   */
  static Runnable attach(PluginContext driver) {
    TellingAppender appender = new TellingAppender(driver);
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
    if (isTold(event)) {
      try {
        driver.send(line(event));
      } catch (IOException | RuntimeException e) { // a run must not end because it cannot tell
        getHandler().error("Cannot tell the driver: " + e);
      }
    }
  }

  private static boolean isTold(LogEvent event) {
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
