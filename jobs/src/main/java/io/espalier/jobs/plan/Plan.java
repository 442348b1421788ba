package io.espalier.jobs.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is left to run of a graph.
 *
 * @param done keys of the runs whose results are there; a run that starts from one of them can
 *     start at once. Keys that the graph does not have are left out
 */
public record Plan(RunGraph graph, Set<String> done) {
  public Plan {
    Set<String> keys = graph.nodes().stream().map(RunNode::key).collect(Collectors.toSet());
    done = done.stream().filter(keys::contains).collect(Collectors.toUnmodifiableSet());
  }

  /** The runs to do, parents before their children. */
  public List<RunNode> toDo() {
    return graph.nodes().stream().filter(node -> !done.contains(node.key())).toList();
  }

  /**
   * The plan in figures.
   *
   * @param slots how many runs are made at a time, 1 or more
   */
  public PlanFigures figures(int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("Invalid slots: " + slots + ", must be at least 1");
    }
    Map<String, Double> paths = longestPathsToDo();
    double longest = paths.values().stream().mapToDouble(path -> path).max().orElse(0);
    double passesToDo = passes(toDo());
    return new PlanFigures(
        slots,
        asked().size(),
        graph.nodes().size(),
        done.size(),
        toDo().size(),
        passes(graph.nodes()),
        passesToDo,
        asked().stream().mapToDouble(this::passesAlone).sum(),
        longest,
        Math.max(passesToDo / slots, longest),
        ListSchedule.makespan(this, paths, slots),
        PlanFigures.byMethod(this));
  }

  private List<RunNode> asked() {
    return graph.nodes().stream().filter(RunNode::asked).toList();
  }

  private Map<String, Double> longestPathsToDo() {
    return graph.longestPaths(node -> done.contains(node.key()) ? 0 : node.passes());
  }

  private double passesAlone(RunNode node) {
    return node.passes() + graph.parents(node.key()).stream().mapToDouble(this::passesAlone).sum();
  }

  private static double passes(List<RunNode> nodes) {
    return nodes.stream().mapToDouble(RunNode::passes).sum();
  }
}
