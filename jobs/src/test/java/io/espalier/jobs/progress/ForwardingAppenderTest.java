// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class ForwardingAppenderTest {
  private final List<Object> sent = new ArrayList<>();

  @Test
  void log_lines_of_espalier_and_warnings_of_libraries_are_forwarded_but_not_those_of_spark() {
    Runnable end = ForwardingAppender.attach(new Sending());
    try {
      log("io.espalier.jobs.executor.RunTask", Level.WARN, "Cannot remove {}", "it");
      log("ai.djl.engine.Library", Level.WARN, "odd", "");
      log("ai.djl.engine.Library", Level.INFO, "even", "");
      log("org.apache.spark.rpc.netty.Inbox", Level.ERROR, "nobody listens", "");
      LoggerFactory.getLogger("io.espalier.Broken")
          .error("Broken", new IllegalStateException("so it is"));
    } finally {
      end.run();
    }
    log("io.espalier.jobs.executor.RunTask", Level.ERROR, "after its end", "");

    assertThat(sent)
        .containsExactly(
            new LogLine("io.espalier.jobs.executor.RunTask", Level.WARN, "Cannot remove it"),
            new LogLine("ai.djl.engine.Library", Level.WARN, "odd"),
            new LogLine(
                "io.espalier.Broken",
                Level.ERROR,
                "Broken: java.lang.IllegalStateException: so it is"));
  }

  @Test
  void the_driver_logs_a_forwarded_line_under_its_logger_name() {
    Runnable end = ForwardingAppender.attach(new Sending()); // a logged line is forwarded, too
    LogLine line = new LogLine("io.espalier.Far", Level.WARN, "as {} is");
    try {
      line.log();
    } finally {
      end.run();
    }

    assertThat(sent).containsExactly(line);
  }

  private static void log(String logger, Level level, String text, String argument) {
    LoggerFactory.getLogger(logger).atLevel(level).log(text, argument);
  }

  /** A context that only sends messages to the driver. */
  private final class Sending implements PluginContext {
    @Override
    public MetricRegistry metricRegistry() {
      return new MetricRegistry();
    }

    @Override
    public SparkConf conf() {
      return new SparkConf(false);
    }

    @Override
    public String executorID() {
      return "0";
    }

    @Override
    public String hostname() {
      return "here";
    }

    @Override
    public Map<String, ResourceInformation> resources() {
      return Map.of();
    }

    @Override
    public void send(Object message) {
      sent.add(message);
    }

    @Override
    public Object ask(Object message) {
      throw new UnsupportedOperationException();
    }
  }
}
