// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.io.Serializable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A log line of an executor that the driver logs too.
 *
 * @param logger name of the logger
 * @param text the message
 */
record LogLine(String logger, Level level, String text) implements Serializable {

  /** Logs the line in this process, with the logger of the same name. */
  void log() {
    LoggerFactory.getLogger(logger).atLevel(level).log(text);
  }
}
