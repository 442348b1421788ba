// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import static io.espalier.jobs.plan.Cells.cell;
import static io.espalier.jobs.plan.Cells.graph;
import static io.espalier.jobs.plan.Cells.method;
import static io.espalier.jobs.plan.Cells.node;
import static io.espalier.jobs.plan.Cells.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.jobs.sweep.Cell;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Precision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunGraphBuilderTest {
  private static final Sparsity HALF = new Sparsity(0.5);

  @Test
  void one_dense_run_is_shared_by_all_methods_and_sparsities_of_its_seed() {
    RunGraph graph =
        graph(
            cell("fine", HALF, 1),
            cell("fine", new Sparsity(0.9), 1),
            cell("fresh", HALF, 1),
            cell("fine", HALF, 2));

    assertThat(graph.nodes())
        .extracting(n -> n.spec().method().name(), n -> n.spec().seed())
        .containsExactly(
            tuple("dense", 1L),
            tuple("fine", 1L),
            tuple("fine", 1L),
            tuple("fresh", 1L),
            tuple("dense", 2L),
            tuple("fine", 2L));
  }

  @Test
  void a_run_records_the_dense_run_that_it_descends_from() {
    RunGraph graph =
        graph(cell(method("dense", 7), method("fine"), HALF, 1), cell("fresh", HALF, 1));
    RunNode fine = node(graph, "fine", HALF);
    RunNode fresh = node(graph, "fresh", HALF);

    Descent descent = fine.descent().orElseThrow();
    assertThat(descent.denseVariant()).isEqualTo("passes=7.0");
    assertThat(graph.parents(fine.key())).containsExactly(graph.node(descent.denseKey()));
    assertThat(descent.isFromDense()).isTrue();
    assertThat(fresh.descent()).isEmpty();
    assertThat(graph.parents(fresh.key())).isEmpty();
  }

  /** The control of rounds starts from the last round; a dense run is added for comparison. */
  @Test
  void a_run_with_the_mask_of_another_method_follows_its_run_and_descends_from_nothing() {
    Sparsity second = Sparsity.afterRounds(2);
    SweepGraph sweep =
        sweep(
            cell("control", second, 1).like(method("rounds")),
            cell("control", HALF, 1).like(method("fresh")));
    RunGraph graph = sweep.whole().graph();

    RunNode ofRounds = node(graph, "control", second);
    assertThat(graph.parents(ofRounds.key())).containsExactly(node(graph, "rounds", second));
    assertThat(ofRounds.descent()).isEmpty();
    RunNode ofFresh = node(graph, "control", HALF);
    assertThat(graph.parents(ofFresh.key())).containsExactly(node(graph, "fresh", HALF));
    assertThat(graph.nodes())
        .extracting(n -> n.spec().method().name())
        .containsExactly("dense", "rounds", "rounds", "control", "fresh", "control");
    // Dense 10, two rounds of 3 and the control 1; dense 10, fresh 2 and the control 1.
    assertThat(sweep.whole().passesAlone()).isEqualTo(17 + 13);
  }

  @Test
  void the_mask_of_another_method_is_part_of_the_key() {
    RunGraph graph =
        graph(
            cell("control", HALF, 1).like(method("fine")),
            cell("control", HALF, 1).like(method("fresh")));

    assertThat(graph.nodes())
        .filteredOn(n -> n.spec().method().name().equals("control"))
        .extracting(RunNode::key)
        .hasSize(2)
        .doesNotHaveDuplicates();
  }

  @Test
  void every_dense_variant_has_its_own_descendants() {
    RunGraph graph =
        graph(
            cell(method("dense"), method("fine"), HALF, 1),
            cell(method("dense", 7), method("fine"), HALF, 1),
            cell(method("dense"), method("fresh"), HALF, 1),
            cell(method("dense", 7), method("fresh"), HALF, 1));

    assertThat(graph.nodes())
        .extracting(
            n -> n.spec().method().toString(),
            n -> n.descent().map(Descent::denseVariant).orElse(null))
        .containsExactly(
            tuple("dense", null),
            tuple("fine", ""),
            tuple("dense(passes=7.0)", null),
            tuple("fine", "passes=7.0"),
            tuple("fresh", null));
  }

  @Test
  void a_round_starts_from_the_previous_round() {
    RunGraph graph = graph(cell("rounds", Sparsity.afterRounds(3), 1));
    RunNode dense = node(graph, "dense", Sparsity.DENSE);
    RunNode first = node(graph, "rounds", Sparsity.afterRounds(1));
    RunNode second = node(graph, "rounds", Sparsity.afterRounds(2));
    RunNode third = node(graph, "rounds", Sparsity.afterRounds(3));

    assertThat(graph.nodes()).containsExactly(dense, first, second, third);
    assertThat(graph.parents(first.key())).containsExactly(dense);
    assertThat(graph.parents(second.key())).containsExactly(first);
    assertThat(graph.parents(third.key())).containsExactly(second);
    assertThat(graph.children(second.key())).containsExactly(third);
    assertThat(third.descent())
        .hasValue(new Descent(dense.key(), dense.spec().method().variant(), second.key()));
  }

  @Test
  void descendants_are_those_of_included_runs_nearest_first() {
    RunGraph graph = graph(cell("rounds", Sparsity.afterRounds(3), 1), cell("fine", HALF, 1));
    RunNode dense = node(graph, "dense", Sparsity.DENSE);
    RunNode fine = node(graph, "fine", HALF);
    RunNode first = node(graph, "rounds", Sparsity.afterRounds(1));
    RunNode second = node(graph, "rounds", Sparsity.afterRounds(2));
    RunNode third = node(graph, "rounds", Sparsity.afterRounds(3));

    assertThat(graph.descendants(dense.key(), any -> true))
        .containsExactly(first, fine, second, third);
    assertThat(graph.descendants(dense.key(), node -> !node.equals(second)))
        .containsExactly(first, fine);
    assertThat(graph.descendants(third.key(), any -> true)).isEmpty();
  }

  @Test
  void cells_share_their_rounds_in_any_order() {
    for (List<Integer> rounds : List.of(List.of(3, 1), List.of(1, 3))) {
      RunGraph graph =
          graph(
              cell("rounds", Sparsity.afterRounds(rounds.get(0)), 1),
              cell("rounds", Sparsity.afterRounds(rounds.get(1)), 1));

      assertThat(graph.nodes())
          .extracting(n -> n.spec().sparsity().share())
          .containsExactly(
              0.0,
              Sparsity.afterRounds(1).share(),
              Sparsity.afterRounds(2).share(),
              Sparsity.afterRounds(3).share());
    }
  }

  /** Round 3 is reached exactly, 0.5 by a smaller fourth round. */
  @Test
  void orders_of_the_data_differ_in_the_last_round_only() {
    for (Sparsity target : List.of(Sparsity.afterRounds(3), HALF)) {
      Choice<PruningMethod> plain = Methods.ALL.choose("imp", Map.of("epochs", 2));
      Choice<PruningMethod> other = Methods.ALL.choose("imp", Map.of("epochs", 2, "data_order", 1));
      RunGraph graph =
          graph(cell(method("dense"), plain, target, 1), cell(method("dense"), other, target, 1));
      List<RunNode> ordered =
          graph.nodes().stream().filter(node -> node.spec().method().equals(other)).toList();

      assertThat(graph.nodes()).hasSize(graph(cell("rounds", target, 1)).nodes().size() + 1);
      assertThat(ordered).hasSize(1);
      assertThat(ordered.get(0).spec().sparsity()).isEqualTo(target);
      assertThat(ordered.get(0).parentKey()).isEqualTo(chosen(graph, plain, target).parentKey());
      assertThat(ordered.get(0).key()).isNotEqualTo(chosen(graph, plain, target).key());
    }
  }

  private static RunNode chosen(RunGraph graph, Choice<PruningMethod> method, Sparsity sparsity) {
    return graph.nodes().stream()
        .filter(node -> node.spec().method().equals(method))
        .filter(node -> node.spec().sparsity().equals(sparsity))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void runs_on_a_part_of_the_images_follow_the_run_that_scores_all_of_them() {
    Choice<DataPruning> half = DataPruning.chosen(Map.of("keep", 0.5, "seeds", 3));
    Choice<DataPruning> quarter = DataPruning.chosen(Map.of("keep", 0.25, "seeds", 3));
    Choice<PruningMethod> dense = Methods.ALL.choose("dense", Map.of("epochs", 4));
    Choice<PruningMethod> omp = Methods.ALL.choose("omp", Map.of("epochs", 2));
    Cell whole = cell(dense, omp, HALF, 1);
    RunGraph graph =
        graph(whole, whole.on(half), whole.on(quarter), cell(dense, omp, HALF, 2).on(half));
    List<RunNode> scores =
        graph.nodes().stream().filter(node -> node.spec().method().name().equals("el2n")).toList();

    assertThat(scores).as("one for all seeds and shares").hasSize(1);
    assertThat(scores.get(0).spec().data()).isEqualTo(DataPruning.NONE);
    assertThat(scores.get(0).passes()).isEqualTo(3 * 20);
    assertThat(graph.nodes()).hasSize(1 + 4 * 2);
    for (RunNode node : graph.nodes()) {
      double keep = node.spec().data().value().keep();
      boolean isPart = keep < 1;
      assertThat(node.scores().equals(List.of(scores.get(0).key()))).isEqualTo(isPart);
      assertThat(graph.parents(node.key()).contains(scores.get(0))).isEqualTo(isPart);
      if (node.spec().method().equals(omp)) {
        assertThat(node.passes()).isEqualTo(2 * keep);
        RunNode from = graph.node(node.parentKey().orElseThrow());
        assertThat(from.spec().data()).as("dense on the same images").isEqualTo(node.spec().data());
      }
    }
    assertThat(
            graph(whole, whole.on(DataPruning.chosen(Map.of("keep", 1, "score", "random"))))
                .nodes())
        .as("all images")
        .isEqualTo(graph(whole).nodes());
    assertThat(graph(whole.on(DataPruning.chosen(Map.of("keep", 0.5, "score", "random")))).nodes())
        .as("random images need no scores")
        .hasSize(2)
        .allSatisfy(node -> assertThat(node.scores()).isEmpty());
  }

  @Test
  void a_sparsity_between_two_rounds_starts_from_the_last_whole_round_below_it() {
    RunGraph graph = graph(cell("rounds", HALF, 1), cell("rounds", Sparsity.afterRounds(4), 1));

    // 1 − 0.8³ = 0.488 < 0.5 < 0.5904 = 1 − 0.8⁴
    assertThat(graph.nodes()).hasSize(1 + 4 + 1);
    RunNode third = node(graph, "rounds", Sparsity.afterRounds(3));
    assertThat(graph.children(third.key()))
        .containsExactlyInAnyOrder(
            node(graph, "rounds", HALF), node(graph, "rounds", Sparsity.afterRounds(4)));
  }

  @Test
  void a_sparsity_below_the_first_round_starts_from_the_dense_run() {
    RunGraph graph = graph(cell("rounds", new Sparsity(0.1), 1));

    assertThat(graph.nodes()).hasSize(2);
    assertThat(graph.parents(node(graph, "rounds", new Sparsity(0.1)).key()))
        .containsExactly(node(graph, "dense", Sparsity.DENSE));
  }

  @Test
  void a_rounded_sparsity_of_a_round_is_that_round() {
    assertThat(graph(cell("rounds", Sparsity.requested(0.7379), 1)).nodes())
        .isEqualTo(graph(cell("rounds", Sparsity.afterRounds(6), 1)).nodes())
        .hasSize(7);
  }

  /** 1 − 0.8²³ = 0.9941 < 0.995 < 0.99528 = 1 − 0.8²⁴. */
  @Test
  void a_sparsity_near_but_not_at_a_round_starts_from_the_round_below_it() {
    RunGraph graph = graph(cell("rounds", Sparsity.requested(0.995), 1));

    assertThat(graph.nodes()).hasSize(1 + 23 + 1);
    assertThat(graph.parents(node(graph, "rounds", new Sparsity(0.995)).key()))
        .containsExactly(node(graph, "rounds", Sparsity.afterRounds(23)));
  }

  @Test
  void a_dense_run_can_be_requested_explicitly() {
    assertThat(graph(cell("fine", HALF, 1), Cells.dense(1)).nodes())
        .extracting(n -> n.spec().method().name())
        .containsExactly("dense", "fine");
  }

  @Test
  void a_dense_cell_with_a_sparsity_is_rejected() {
    assertThatThrownBy(() -> cell("dense", HALF, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid cell: dense at 50.00 % unstructured, must be unpruned");
  }

  @Test
  void the_remaining_passes_of_a_run_are_its_longest_path_to_a_leaf() {
    RunGraph graph =
        graph(
            cell("fine", HALF, 1),
            cell("rounds", Sparsity.afterRounds(2), 1),
            cell("fresh", HALF, 1));

    assertThat(graph.remainingPasses(node(graph, "dense", Sparsity.DENSE).key())).isEqualTo(16);
    assertThat(graph.remainingPasses(node(graph, "rounds", Sparsity.afterRounds(1)).key()))
        .isEqualTo(6);
    assertThat(graph.remainingPasses(node(graph, "rounds", Sparsity.afterRounds(2)).key()))
        .isEqualTo(3);
    assertThat(graph.remainingPasses(node(graph, "fine", HALF).key())).isEqualTo(4);
    assertThat(graph.remainingPasses(node(graph, "fresh", HALF).key())).isEqualTo(2);
  }

  @Test
  void a_missing_fingerprint_is_reported() {
    assertThatThrownBy(
            () ->
                RunGraphBuilder.of(List.of(cell("fine", HALF, 1)), Map.of(), new RunKeys()).graph())
        .hasMessage("Cannot plan shapes: the fingerprint of its content is missing");
  }

  @Test
  void a_graph_rejects_runs_that_precede_their_parents_and_duplicate_runs() {
    List<RunNode> nodes = graph(cell("fine", HALF, 1)).nodes();

    assertThatThrownBy(() -> new RunGraph(List.of(nodes.get(1), nodes.get(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("precedes its parent");
    assertThatThrownBy(() -> new RunGraph(List.of(nodes.get(0), nodes.get(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("duplicate run");
  }

  @Test
  void an_unknown_key_is_rejected() {
    RunGraph graph = graph(cell("fine", HALF, 1));

    assertThatThrownBy(() -> graph.children(new RunKey("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown key: x, must be a key of this graph");
    assertThatThrownBy(() -> graph.remainingPasses(new RunKey("x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_node_is_serializable() throws Exception {
    RunNode node = node(graph(cell("fine", HALF, 1)), "fine", HALF);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(node);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(node);
    }
  }

  @Test
  void a_spec_describes_itself_in_one_line() {
    RunSpec spec = node(graph(cell("fine", HALF, 3)), "fine", HALF).spec();

    assertThat(spec.setting()).isEqualTo("shapes resnet20s");
    assertThat(spec).hasToString("fine 50.00 % shapes resnet20s seed 3");
  }

  /** The reports compare runs of the same setting only. */
  @Test
  void a_bfloat16_cell_and_its_dense_run_have_their_own_setting() {
    Cell cell = cell("fine", HALF, 3);
    RunGraph graph =
        graph(
            cell,
            new Cell(
                cell.dataset(),
                cell.model(),
                Precision.BF16,
                cell.structure(),
                cell.dense(),
                cell.method(),
                cell.sparsity(),
                cell.seed()));

    assertThat(graph.nodes())
        .extracting(node -> node.spec().method().name(), node -> node.spec().setting())
        .containsExactly(
            tuple("dense", "shapes resnet20s"),
            tuple("fine", "shapes resnet20s"),
            tuple("dense", "shapes resnet20s bf16"),
            tuple("fine", "shapes resnet20s bf16"));
  }
}
