// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import io.espalier.jobs.plan.RunKey;
import io.espalier.pruning.train.EpochReport;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the start and the epochs of an attempt at a run from its executor to the driver. */
public final class EpochSender implements Consumer<EpochReport> {
  private static final Logger LOG = LoggerFactory.getLogger(EpochSender.class);

  private final RunKey key;
  private final long start = System.nanoTime();
  private double before = -1;
  private final Optional<PluginLink> driver = PluginLink.ofThisApplication();

  /** Create it in the process of the task, at the start of the attempt. */
  public EpochSender(RunKey key) {
    this.key = key;
    send(new RunBegins(key));
  }

  @Override
  public void accept(EpochReport report) {
    double sinceStart = (System.nanoTime() - start) / 1e9;
    if (before < 0) { // a resumed run includes the time of earlier attempts
      before = Math.max(0, report.cost().seconds() - sinceStart);
    }
    send(EpochReached.of(key, report, before + sinceStart));
  }

  private void send(Serializable message) {
    try {
      driver.ifPresent(link -> link.send(message));
    } catch (RuntimeException e) { // a failure to report progress must not fail the run
      LOG.warn("Cannot send the progress of run {} to the driver: {}", key, e.toString());
    }
  }
}
