// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.util.SignalUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.runtime.AbstractFunction0;

/**
 * The executor side of {@link ProgressPlugin}, for executors in their own process: forwards log
 * lines to the driver. On a single machine it also ignores the signals that a terminal or a
 * scheduler sends to all processes of a sweep, because the driver lets active runs finish. On a
 * cluster other than YARN, SIGTERM lets active runs save their state first, see {@link
 * Termination}.
 */
final class ExecutorSide implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorSide.class);

  /** The executor id of the driver process. */
  private static final String DRIVER = "driver";

  /**
   * YARN kills a container a quarter of a second after SIGTERM, in which no run saves anything; and
   * it ends one that is over its memory in this way, which is no machine that leaves.
   */
  private static final String YARN = "yarn";

  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  /** Kubernetes and batch systems usually give a process 30 seconds. */
  private static final Duration NOTICE = Duration.ofSeconds(20);

  private Runnable detach = () -> {};
  private Optional<Termination> termination = Optional.empty();

  @Override
  public void init(PluginContext context, Map<String, String> ofDriver) {
    if (!DRIVER.equals(context.executorID())) {
      String master = context.conf().get("spark.master", "");
      if (master.startsWith("local")) {
        SIGNALS.forEach(ExecutorSide::ignore);
      } else if (!master.equals(YARN)) {
        termination = Optional.of(new Termination(() -> leave(context), NOTICE));
        delayTermination(termination.get());
      }
      detach = ForwardingAppender.attach(context);
    }
  }

  @Override
  public void onTaskStart() {
    termination.ifPresent(Termination::taskBegins);
  }

  @Override
  public void onTaskSucceeded() {
    termination.ifPresent(Termination::taskEnds);
  }

  @Override
  public void onTaskFailed(TaskFailedReason reason) {
    termination.ifPresent(Termination::taskEnds);
  }

  @Override
  public void shutdown() {
    detach.run();
  }

  private static void leave(PluginContext context) {
    try {
      context.send(new ExecutorLeaves(context.executorID()));
    } catch (IOException | RuntimeException e) { // the driver has gone
      LOG.warn("Cannot tell the driver that this executor ends: {}", e.toString());
    }
  }

  private static void delayTermination(Termination termination) {
    SignalUtils.register(
        "TERM",
        new AbstractFunction0<>() {
          @Override
          public Object apply() {
            try {
              termination.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return false; // not handled: Spark ends the process
          }
        });
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
