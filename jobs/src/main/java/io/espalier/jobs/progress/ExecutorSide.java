// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.util.List;
import java.util.Map;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.util.SignalUtils;
import scala.runtime.AbstractFunction0;

/**
 * The executor side of {@link ProgressPlugin}, for executors in their own process: forwards log
 * lines to the driver. On a single machine it also ignores the signals that a terminal or a
 * scheduler sends to all processes of a sweep, because the driver lets active runs finish.
 */
final class ExecutorSide implements ExecutorPlugin {
  /** The executor id of the driver process. */
  private static final String DRIVER = "driver";

  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  private Runnable detach = () -> {};

  @Override
  public void init(PluginContext context, Map<String, String> ofDriver) {
    if (!DRIVER.equals(context.executorID())) {
      if (context.conf().get("spark.master", "").startsWith("local")) {
        SIGNALS.forEach(ExecutorSide::ignore);
      }
      detach = ForwardingAppender.attach(context);
    }
  }

  @Override
  public void shutdown() {
    detach.run();
  }

  private static void ignore(String signal) {
    SignalUtils.register(
        signal,
        new AbstractFunction0<>() {
          @Override
          public Object apply() {
            return true; // handled: Spark does nothing else
          }
        });
  }
}
