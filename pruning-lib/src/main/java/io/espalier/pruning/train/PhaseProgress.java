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
 * @param seconds seconds of the method in the run so far
 * @param reports reports of the evaluated epochs: all that {@code steps} have finished, or all but
 *     the last
 */
record PhaseProgress(
    long steps, double lossSum, long images, double seconds, List<EpochReport> reports) {
  private static final int HEAD = 5;
  private static final int REPORT = 6;

  PhaseProgress {
    reports = List.copyOf(reports);
  }

  PhaseProgress withLossSum(double sum) {
    return new PhaseProgress(steps, sum, images, seconds, reports);
  }

  /** The progress as numbers, all of which are exact in a double. */
  double[] numbers() {
    double[] numbers = new double[HEAD + REPORT * reports.size()];
    int at = 0;
    numbers[at++] = steps;
    numbers[at++] = lossSum;
    numbers[at++] = images;
    numbers[at++] = seconds;
    numbers[at++] = reports.isEmpty() ? 0 : reports.get(0).epochs();
    for (EpochReport report : reports) {
      numbers[at++] = report.trainLoss();
      numbers[at++] = report.test().accuracy();
      numbers[at++] = report.test().top5();
      numbers[at++] = report.test().loss();
      numbers[at++] = report.cost().passes();
      numbers[at++] = report.cost().seconds();
    }
    return numbers;
  }

  /**
   * The inverse of {@link #numbers}, for a phase of this name.
   *
   * @param forwardPasses those before the phase: a run that resumes makes them again
   */
  static PhaseProgress of(String phase, double[] numbers, double forwardPasses) {
    List<EpochReport> reports = new ArrayList<>();
    for (int at = HEAD; at < numbers.length; at += REPORT) {
      reports.add(
          new EpochReport(
              phase,
              reports.size() + 1,
              (int) numbers[4],
              numbers[at],
              new Evaluation(numbers[at + 1], numbers[at + 2], numbers[at + 3]),
              new Cost(numbers[at + 4], forwardPasses, numbers[at + 5])));
    }
    return new PhaseProgress((long) numbers[0], numbers[1], (long) numbers[2], numbers[3], reports);
  }
}
