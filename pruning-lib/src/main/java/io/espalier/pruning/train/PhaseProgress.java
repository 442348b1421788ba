// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import java.util.ArrayList;
import java.util.List;

/**
 * The progress of a phase: together with the vectors of the learner, everything needed to resume.
 *
 * @param steps number of steps done
 * @param lossSum sum over the images of the current epoch so far; 0 between epochs, and not yet 0
 *     when the last epoch is not evaluated
 * @param images number of forward-backward passes of single images in the run so far
 * @param forwardImages number of forward passes of single images without a backward pass
 * @param seconds seconds of the method in the run so far
 * @param reports reports of the evaluated epochs: all that {@code steps} have finished, or all but
 *     the last
 */
record PhaseProgress(
    long steps,
    double lossSum,
    long images,
    long forwardImages,
    double seconds,
    List<EpochReport> reports) {
  private static final int HEAD = 6;
  private static final int REPORT = 7;

  PhaseProgress {
    reports = List.copyOf(reports);
  }

  PhaseProgress withLossSum(double sum) {
    return new PhaseProgress(steps, sum, images, forwardImages, seconds, reports);
  }

  /** The progress as numbers, all of which are exact in a double. */
  double[] numbers() {
    double[] numbers = new double[HEAD + REPORT * reports.size()];
    int at = 0;
    numbers[at++] = steps;
    numbers[at++] = lossSum;
    numbers[at++] = images;
    numbers[at++] = forwardImages;
    numbers[at++] = seconds;
    numbers[at++] = reports.isEmpty() ? 0 : reports.get(0).epochs();
    for (EpochReport report : reports) {
      numbers[at++] = report.trainLoss();
      numbers[at++] = report.test().accuracy();
      numbers[at++] = report.test().top5();
      numbers[at++] = report.test().loss();
      numbers[at++] = report.cost().passes();
      numbers[at++] = report.cost().forwardPasses();
      numbers[at++] = report.cost().seconds();
    }
    return numbers;
  }

  /** The inverse of {@link #numbers}, for a phase of this name. */
  static PhaseProgress of(String phase, double[] numbers) {
    List<EpochReport> reports = new ArrayList<>();
    for (int at = HEAD; at < numbers.length; at += REPORT) {
      reports.add(
          new EpochReport(
              phase,
              reports.size() + 1,
              (int) numbers[HEAD - 1],
              numbers[at],
              new Evaluation(numbers[at + 1], numbers[at + 2], numbers[at + 3]),
              new Cost(numbers[at + 4], numbers[at + 5], numbers[at + 6])));
    }
    return new PhaseProgress(
        (long) numbers[0], numbers[1], (long) numbers[2], (long) numbers[3], numbers[4], reports);
  }
}
