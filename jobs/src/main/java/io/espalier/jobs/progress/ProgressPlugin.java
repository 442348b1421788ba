// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * The Spark plugin that reports the progress of a sweep. The driver side receives the epochs of
 * runs and registers gauges as Spark metrics; for the executor side see {@link ExecutorSide}.
 */
public final class ProgressPlugin implements SparkPlugin {
  static final String NAME = ProgressPlugin.class.getName();

  private static final String PLUGINS = "spark.plugins";

  /** The settings to apply before the application starts: the plugins of the user and this one. */
  public static Map<String, String> configuration(SparkConf conf) {
    String all =
        Stream.concat(Arrays.stream(conf.get(PLUGINS, "").split(",", -1)), Stream.of(NAME))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .collect(Collectors.joining(","));
    return Map.of(PLUGINS, all);
  }

  /** Records all further messages of runs in {@code progress}. */
  public static void follow(Progress progress) {
    PluginLink.ofThisApplication().ifPresent(link -> link.send(progress));
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new Listening();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorSide();
  }

  /** Follows the last sweep of the application. */
  private static final class Listening implements DriverPlugin {
    private volatile Optional<Progress> followed = Optional.empty();
    private SparkContext application;

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      application = spark;
      return Map.of();
    }

    @Override
    public void registerMetrics(String application, PluginContext context) {
      ProgressGauges.register(
          context.metricRegistry(), () -> followed.map(progress -> progress.snapshot()));
    }

    @Override
    public Object receive(Object message) {
      if (message instanceof Progress progress) {
        followed = Optional.of(progress);
      } else if (message instanceof RunBegins begins) {
        followed.ifPresent(progress -> progress.begins(begins));
      } else if (message instanceof EpochReached epoch) {
        followed.ifPresent(progress -> progress.reached(epoch));
      } else if (message instanceof LogLine line) {
        line.log();
      } else if (message instanceof ExecutorLeaves leaves) {
        leaves.decommission(application);
      } else {
        throw new IllegalArgumentException("Invalid message: " + message);
      }
      return null; // no reply
    }
  }
}
