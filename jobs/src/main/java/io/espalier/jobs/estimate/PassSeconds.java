// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.RunSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Seconds per pass by kind of run, from observed runs. For a kind that was not observed, the
 * nearest observed kind is used: the same method with another structure, then any run on the same
 * network and data, then any run, scaled by the arithmetic operations of its passes.
 */
public final class PassSeconds {
  /**
   * A run that was observed completely or in part.
   *
   * @param setting dataset and model, see {@link RunSpec#setting}
   * @param passes of the run itself, without its parents
   * @param seconds wall time of these passes
   */
  public record Seen(
      String setting, String structure, String method, double passes, double seconds) {

    /** The observation of a run of {@code spec}. */
    public static Seen of(RunSpec spec, double passes, double seconds) {
      return new Seen(
          spec.setting(), spec.structure().toString(), spec.method().name(), passes, seconds);
    }
  }

  /** Passes, or the arithmetic operations of passes, and their seconds. */
  private record Total(double work, double seconds) {
    Total plus(Total other) {
      return new Total(work + other.work, seconds + other.seconds);
    }
  }

  /** Kinds of runs, from the narrowest to the widest. */
  private static final List<Function<Seen, List<String>>> KINDS =
      List.of(
          run -> List.of(run.setting(), run.method(), run.structure()),
          run -> List.of(run.setting(), run.method()),
          run -> List.of(run.setting()));

  private final Map<List<String>, Total> totals = new HashMap<>();
  private final Map<String, Double> work;
  private final Total all;

  /**
   * @param seen observed runs; runs without passes are ignored
   * @param work by setting, the arithmetic operations of one pass in any unit, such as
   *     multiply-accumulates of an image times images; a setting may be missing
   */
  public PassSeconds(Collection<Seen> seen, Map<String, Double> work) {
    this.work = Map.copyOf(work);
    Total sum = new Total(0, 0);
    for (Seen run : seen) {
      if (run.passes() > 0) {
        Total total = new Total(run.passes(), run.seconds());
        KINDS.forEach(kind -> totals.merge(kind.apply(run), total, Total::plus));
        double ofAPass = work.getOrDefault(run.setting(), 0.0);
        if (ofAPass > 0) {
          sum = sum.plus(new Total(run.passes() * ofAPass, run.seconds()));
        }
      }
    }
    this.all = sum;
  }

  /** Seconds per pass of a run of {@code spec}; empty when no comparable run was observed. */
  public OptionalDouble of(RunSpec spec) {
    Seen wanted = Seen.of(spec, 0, 0);
    for (Function<Seen, List<String>> kind : KINDS) {
      Total total = totals.get(kind.apply(wanted));
      if (total != null) {
        return OptionalDouble.of(total.seconds() / total.work());
      }
    }
    Double ofAPass = work.get(spec.setting());
    return ofAPass == null || all.work() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(ofAPass * all.seconds() / all.work());
  }
}
