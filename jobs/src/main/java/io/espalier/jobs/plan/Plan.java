package io.espalier.jobs.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is left to run of a sweep.
 *
 * @param done keys of the runs whose results are there; a run that starts from one of them can
 *     start at once. Keys that the sweep does not have are left out
 */
public record Plan(SweepGraph sweep, Set<String> done) {
  public Plan {
    Set<String> keys =
        sweep.whole().graph().nodes().stream().map(RunNode::key).collect(Collectors.toSet());
    done = done.stream().filter(keys::contains).collect(Collectors.toUnmodifiableSet());
  }

  /** All runs, done or not. */
  public RunGraph graph() {
    return sweep.whole().graph();
  }

  /** The runs to do, parents before their children. */
  public List<RunNode> toDo() {
    return graph().nodes().stream().filter(node -> !done.contains(node.key())).toList();
  }

  /**
   * The plan in figures.
   *
   * @param slots how many runs are made at a time, 1 or more
   */
  public PlanFigures figures(int slots) {
    return figures(slots, Basis.NONE);
  }

  /**
   * The plan in figures, with bytes and hours as far as {@code basis} tells them.
   *
   * @param slots how many runs are made at a time, 1 or more
   */
  public PlanFigures figures(int slots, Basis basis) {
    ListSchedule schedule = new ListSchedule(graph(), done, Set.of(), slots);
    Map<String, Double> paths = schedule.pathsToDo(RunNode::passes);
    double longest = paths.values().stream().mapToDouble(path -> path).max().orElse(0);
    PartFigures whole = PartFigures.of(sweep.whole(), done, basis);
    return new PlanFigures(
        slots,
        whole.cells(),
        whole.runs(),
        done.size(),
        toDo().size(),
        whole.passes(),
        whole.passesToDo(),
        whole.passesAlone(),
        whole.share(),
        longest,
        Math.max(whole.passesToDo() / slots, longest),
        schedule.makespan(RunNode::passes),
        sweep.parts().stream().map(part -> PartFigures.of(part, done, basis)).toList(),
        MethodFigures.of(this),
        notRead(),
        whole.bytes(),
        settings(graph().nodes(), node -> !basis.facts().containsKey(node.spec().setting())),
        unpriced(basis),
        HourFigures.of(this, slots, basis).orElse(null));
  }

  private List<String> unpriced(Basis basis) {
    PassSeconds seconds = basis.passSeconds();
    return basis.assumed().isPresent()
        ? List.of()
        : settings(toDo(), node -> seconds.of(node.spec()).isEmpty());
  }

  private static List<String> settings(List<RunNode> nodes, Predicate<RunNode> which) {
    return nodes.stream().filter(which).map(node -> node.spec().setting()).distinct().toList();
  }

  private List<String> notRead() {
    return graph().nodes().stream()
        .map(RunNode::spec)
        .filter(spec -> spec.fingerprint().equals(RunSpec.NOT_READ))
        .map(spec -> spec.dataset().name())
        .distinct()
        .toList();
  }
}
