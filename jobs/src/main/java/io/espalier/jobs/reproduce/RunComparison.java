// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.reproduce;

import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunResult;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.export.TicketDifference;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A recorded run beside the same run made again.
 *
 * @param node the run
 * @param recorded its row as recorded
 * @param now the row of the run made again
 * @param ticket what differs in mask and weights; empty where the recorded ones are gone
 */
record RunComparison(RunNode node, RunRow recorded, RunRow now, Optional<TicketDifference> ticket) {
  private static final String EQUAL = "equal";

  /** The vectors of a state by name, in the order of their lines. */
  private static final List<Map.Entry<String, String>> VECTORS =
      List.of(
          Map.entry("weights", "weights"),
          Map.entry("other", "biases and batch-norm"),
          Map.entry("statistics", "running statistics"));

  /**
   * A line of the comparison.
   *
   * @param what was compared
   */
  record Line(String what, String recorded, String now, String verdict) {}

  /**
   * Reads both tickets and compares.
   *
   * @param made the results of the run made again
   * @throws IOException when a ticket cannot be read; a recorded one that is missing is none
   */
  static RunComparison of(RunNode node, RunRow recorded, RunRow now, ResultStore made)
      throws IOException {
    Optional<TicketDifference> ticket = Optional.empty();
    String weights = recorded.artifacts().weightsUri();
    if (weights != null) {
      try {
        ticket =
            Optional.of(
                TicketDifference.between(
                    made.storage(),
                    weights.substring(0, Math.max(0, weights.lastIndexOf('/'))),
                    made.artifacts(node.key().hex())));
      } catch (FileNotFoundException e) { // only the tables were copied
        ticket = Optional.empty();
      }
    }
    return new RunComparison(node, recorded, now, ticket);
  }

  /** Whether all that can be compared is equal to the last bit. */
  boolean isEqual() {
    return sameResult() && ticket.map(TicketDifference::isNone).orElse(true);
  }

  private boolean sameResult() {
    RunResult before = recorded.result();
    RunResult after = now.result();
    return before.kept() == after.kept()
        && before.accuracy() == after.accuracy()
        && before.top5() == after.top5()
        && before.loss() == after.loss();
  }

  /**
   * All that was compared.
   *
   * @param testImages number of images that the accuracy is over
   */
  List<Line> lines(int testImages) {
    RunResult before = recorded.result();
    RunResult after = now.result();
    List<Line> lines = new ArrayList<>();
    String key = node.key().brief();
    lines.add(new Line("key", key, key, EQUAL)); // or it would not have been run
    lines.add(
        new Line(
            "mask",
            kept(before),
            kept(after),
            ticket
                .map(difference -> differ(difference.maskBits(), "bits"))
                .orElse("the recorded one is missing")));
    ticket.ifPresentOrElse(
        difference -> lines.addAll(vectors(difference)),
        () -> lines.add(new Line("weights", "missing", "", "not compared")));
    lines.add(images("accuracy", before.accuracy(), after.accuracy(), testImages));
    lines.add(images("top 5", before.top5(), after.top5(), testImages));
    lines.add(
        new Line(
            "loss",
            String.valueOf(before.loss()),
            String.valueOf(after.loss()),
            before.loss() == after.loss() ? EQUAL : "differs"));
    return lines;
  }

  /** The largest relative difference of a weight; empty where none was compared. */
  Optional<Double> largestDifference() {
    return ticket
        .map(difference -> difference.values().get("weights"))
        .map(TicketDifference.Values::largest);
  }

  /** What differs of processor, settings and software. */
  List<String> circumstances() {
    return Circumstances.of(recorded).differencesTo(Circumstances.of(now));
  }

  private static String kept(RunResult result) {
    return String.format(Locale.ROOT, "%,d of %,d kept", result.kept(), result.prunable());
  }

  private static List<Line> vectors(TicketDifference difference) {
    return VECTORS.stream()
        .filter(vector -> difference.values().containsKey(vector.getKey()))
        .map(vector -> vector(vector.getValue(), difference.values().get(vector.getKey())))
        .toList();
  }

  private static Line vector(String what, TicketDifference.Values values) {
    String size = String.format(Locale.ROOT, "%,d values", values.size());
    String verdict =
        values.different() == 0
            ? EQUAL
            : differ(values.different(), "values")
                + String.format(Locale.ROOT, ", by up to %.1e of the largest", values.largest());
    return new Line(what, size, size, verdict);
  }

  private static String differ(long number, String what) {
    return number == 0 ? EQUAL : String.format(Locale.ROOT, "%,d %s differ", number, what);
  }

  private static Line images(String what, double before, double after, int images) {
    long right = Math.round(before * images);
    long rightNow = Math.round(after * images);
    return new Line(
        what,
        String.format(Locale.ROOT, "%,d of %,d images", right, images),
        String.format(Locale.ROOT, "%,d of %,d images", rightNow, images),
        before == after ? EQUAL : String.format(Locale.ROOT, "%+,d images", rightNow - right));
  }
}
