// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.TrainingObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects the epochs of a run, reports each as progress, and marks the first checkpoint. */
final class RunWatch implements TrainingObserver {
  private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);

  private final Attempts attempts;
  private final int attempt;
  private final Consumer<EpochReport> progress;
  private final List<EpochReport> epochs = new ArrayList<>();
  private boolean marked;

  RunWatch(Attempts attempts, int attempt, Consumer<EpochReport> progress) {
    this.attempts = attempts;
    this.attempt = attempt;
    this.progress = progress;
    LOG.debug("{} attempt {} starts", attempts.key(), attempt);
  }

  /** All epochs so far, including those of earlier attempts. */
  List<EpochReport> epochs() {
    return List.copyOf(epochs);
  }

  @Override
  public void continued(List<EpochReport> before) {
    epochs.addAll(before);
    LOG.debug("{} attempt {} resumes after epoch {}", attempts.key(), attempt, before.size());
  }

  @Override
  public void epochEnded(EpochReport report) {
    epochs.add(report);
    LOG.debug(
        "{} attempt {} finished {} {}", attempts.key(), attempt, report.phase(), report.epoch());
    progress.accept(report);
  }

  @Override
  public void saved() {
    LOG.debug("{} attempt {} wrote a checkpoint", attempts.key(), attempt);
    if (!marked) {
      try {
        attempts.saved(attempt);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      marked = true;
    }
  }
}
