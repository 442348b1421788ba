package io.espalier.jobs.progress;

import java.io.Serializable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What an executor logs and the driver tells.
 *
 * @param logger its name
 * @param text the message
 */
record LogLine(String logger, Level level, String text) implements Serializable {

  /** Logs it here, by the logger of the same name. */
  void log() {
    LoggerFactory.getLogger(logger).atLevel(level).log(text);
  }
}
