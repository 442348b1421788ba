// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import java.util.List;

/** Measures the cost of a run. Not thread-safe. */
final class CostMeter {
  private final double trainingImages;
  private long images;
  private long forwardImages;
  private double seconds;
  private boolean isTiming;

  /**
   * @param trainingImages number of images of the whole training split, also where a part of it is
   *     trained on
   */
  CostMeter(int trainingImages) {
    this.trainingImages = trainingImages;
  }

  /** Counts forward-backward passes of single images. */
  void passed(long more) {
    images += more;
  }

  /** Counts forward passes of single images. */
  void passedForward(long more) {
    forwardImages += more;
  }

  /** Runs {@code work} and adds its time, once if work within it is timed, too. */
  <T, E extends Exception> T timed(Work<T, E> work) throws E {
    if (isTiming) {
      return work.run();
    }
    isTiming = true;
    try {
      long start = System.nanoTime();
      T result = work.run();
      seconds += (System.nanoTime() - start) / 1e9;
      return result;
    } finally {
      isTiming = false;
    }
  }

  /** The cost so far. */
  Cost cost() {
    return new Cost(images / trainingImages, forwardImages / trainingImages, seconds);
  }

  /** The progress of a phase between two epochs. */
  PhaseProgress progress(long steps, List<EpochReport> reports) {
    return new PhaseProgress(steps, 0, images, forwardImages, seconds, reports);
  }

  /** Goes on from a checkpoint. */
  void restore(PhaseProgress from) {
    images = from.images();
    forwardImages = from.forwardImages();
    seconds = from.seconds();
  }
}
