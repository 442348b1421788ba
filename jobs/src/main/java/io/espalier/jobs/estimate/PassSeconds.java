package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.RunSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What a pass takes, by kind of run, as far as runs were seen. A kind that was not seen is taken
 * for the nearest that was: the same method on another structure, then any run on the same network
 * and data, then any run at all, by the arithmetic of its passes.
 */
public final class PassSeconds {
  /**
   * A run that was seen, whole or in part.
   *
   * @param setting dataset and model, see {@link RunSpec#setting}
   * @param passes the run's own, its parents' not counted
   * @param seconds of the clock that they took
   */
  public record Seen(
      String setting, String structure, String method, double passes, double seconds) {

    /** What was seen of a run of {@code spec}. */
    public static Seen of(RunSpec spec, double passes, double seconds) {
      return new Seen(
          spec.setting(), spec.structure().toString(), spec.method().name(), passes, seconds);
    }
  }

  /** Passes, or the arithmetic of passes, and the seconds that they took. */
  private record Total(double work, double seconds) {
    Total plus(Total other) {
      return new Total(work + other.work, seconds + other.seconds);
    }
  }

  /** From the nearest kind to the widest. */
  private static final List<Function<Seen, List<String>>> KINDS =
      List.of(
          run -> List.of(run.setting(), run.method(), run.structure()),
          run -> List.of(run.setting(), run.method()),
          run -> List.of(run.setting()));

  private final Map<List<String>, Total> totals = new HashMap<>();
  private final Map<String, Double> work;
  private final Total all;

  /**
   * @param seen runs without passes tell nothing, and are left out
   * @param work by setting, the arithmetic of one pass in any unit, such as multiply-accumulates of
   *     an image times images; a setting may be missing
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

  /** Seconds that a pass of such a run takes; empty when nothing comparable was seen. */
  public OptionalDouble of(RunSpec spec) {
    Seen asked = Seen.of(spec, 0, 0);
    for (Function<Seen, List<String>> kind : KINDS) {
      Total total = totals.get(kind.apply(asked));
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
