package io.espalier.jobs.progress;

import io.espalier.pruning.train.EpochReport;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the driver of a run's epochs, from the executor that makes the run. */
public final class EpochSender implements Consumer<EpochReport> {
  private static final Logger LOG = LoggerFactory.getLogger(EpochSender.class);

  private final String key;
  private final long start = System.nanoTime();
  private double before = -1;
  private final Optional<PluginLink> driver = PluginLink.ofThisApplication();

  /** To be made in the process of the task, as its attempt begins. */
  public EpochSender(String key) {
    this.key = key;
  }

  @Override
  public void accept(EpochReport report) {
    double sinceStart = (System.nanoTime() - start) / 1e9;
    if (before < 0) { // a run that goes on from a checkpoint has spent more than since its start
      before = Math.max(0, report.cost().seconds() - sinceStart);
    }
    EpochReached epoch = EpochReached.of(key, report, before + sinceStart);
    try {
      driver.ifPresent(link -> link.send(epoch));
    } catch (RuntimeException e) { // a run must not end because it cannot be watched
      LOG.warn("Cannot tell the driver of run {}: {}", key, e.toString());
    }
  }
}
