package io.espalier.jobs.progress;

import java.util.Map;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.util.SignalUtils;
import scala.runtime.AbstractFunction0;

/**
 * What an executor that is a process of its own does before its first run: it has what it logs told
 * by the driver, too, and leaves Ctrl-C to it. On one machine the terminal sends that to all of
 * them, and the driver finishes runs in flight.
 */
final class ExecutorHalf implements ExecutorPlugin {
  /** Spark's id of the executor that is the driver's own process. */
  private static final String DRIVER = "driver";

  private Runnable untold = () -> {};

  @Override
  public void init(PluginContext context, Map<String, String> ofDriver) {
    if (!DRIVER.equals(context.executorID())) {
      ignore("INT");
      untold = TellingAppender.attach(context);
    }
  }

  @Override
  public void shutdown() {
    untold.run();
  }

  private static void ignore(String signal) {
    SignalUtils.register(
        signal,
        new AbstractFunction0<>() {
          @Override
          public Object apply() {
            return true; // Spark's word for: done, do nothing else
          }
        });
  }
}
