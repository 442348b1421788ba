// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.query.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private static final List<String> SETTING =
      List.of("dataset", "dataset_fingerprint", "model", "structure", "setting", "dense_variant");
  private static final List<String> TICKETS =
      List.of(
          "method",
          "variant",
          "sparsity",
          "accuracy",
          "dense_accuracy",
          "verdict",
          "paired_verdict");
  private static final List<String> SPEEDUPS =
      List.of(
          "imp_variant",
          "method",
          "variant",
          "sparsity",
          "passes_speedup",
          "seconds_speedup",
          "imp_passes",
          "passes",
          "imp_seeds");
  private static final Table NO_FAILURES = new Table(List.of("kind", "runs"), List.of());

  @Test
  void the_sparsest_ticket_comes_first_then_its_cost_against_imp_and_undecided_methods() {
    Table tickets =
        tickets(
            row("net", "bip", "", 0.488, 0.9387, 0.936, "ticket", "undecided"),
            row("net", "imp", "epochs=3", 0.2, 0.95, 0.936, "ticket", "ticket"),
            row("net", "omp", "", null, null, 0.936, "no ticket", "no ticket"),
            row("net", "snip", "", null, null, 0.936, "undecided", "undecided"),
            row("net", "grasp", "", null, null, null, "no dense run", "undecided"));
    Table speedups =
        speedups(
            row("net", "epochs=3", "bip", "", 0.2, 0.5, 0.6, 3, 6, 3),
            row("net", "epochs=3", "bip", "", 0.488, 1.5, null, 9, 6, 3));

    assertThat(new Findings(tickets, speedups, NO_FAILURES).sentences())
        .containsExactly(
            "The sparsest winning ticket is that of bip: 48.80 % removed, accuracy 93.87 %, dense"
                + " 93.60 %; no ticket: omp.",
            "At that sparsity it takes 6 passes over the training set, and IMP 9: a speedup of 1.50×.",
            "Undecided, with fewer than 3 seeds: snip.",
            "The paired test is undecided for bip: the 95 % interval of the difference includes 0, and"
                + " more seeds narrow it.");
  }

  @Test
  void a_sparsest_ticket_of_imp_is_compared_with_the_sparsest_of_another_method() {
    Table tickets =
        tickets(
            row("net", "bip", "", 0.2, 0.94, 0.936, "ticket", "ticket"),
            row("net", "imp", "", 0.9, 0.95, 0.936, "ticket", "ticket"));
    Table speedups = speedups(row("net", "", "bip", "", 0.2, 0.5, 0.4, 3, 6, 3));

    assertThat(new Findings(tickets, speedups, NO_FAILURES).sentences())
        .containsExactly(
            "The sparsest winning ticket is that of imp: 90.00 % removed, accuracy 95.00 %, dense"
                + " 93.60 %.",
            "The sparsest of another method is that of bip: 20.00 % removed. At that sparsity it"
                + " takes 6 passes over the training set, and IMP 3: a speedup of 0.50×, in seconds"
                + " 0.40×.");
  }

  @Test
  void the_imp_variant_with_the_most_seeds_is_the_baseline() {
    Table tickets = tickets(row("net", "bip", "", 0.2, 0.94, 0.936, "ticket", "ticket"));
    Table speedups =
        speedups(
            row("net", "a", "bip", "", 0.2, 0.5, null, 3, 6, 1),
            row("net", "b", "bip", "", 0.2, 1.0, null, 6, 6, 3),
            row("net", "c", "bip", "", 0.2, 1.5, null, 9, 6, 3));

    assertThat(new Findings(tickets, speedups, NO_FAILURES).sentences())
        .contains(
            "At that sparsity it takes 6 passes over the training set, and IMP 6: a speedup of 1.00×.");
  }

  @Test
  void without_a_ticket_the_findings_say_so() {
    Table tickets = tickets(row("net", "omp", "", null, null, 0.936, "no ticket", "no ticket"));

    assertThat(new Findings(tickets, speedups(), NO_FAILURES).sentences())
        .containsExactly("No method has a winning ticket.");
  }

  @Test
  void with_an_undecided_method_the_findings_do_not_deny_a_ticket() {
    Table tickets =
        tickets(
            row("net", "bip", "", 0.5, 0.9, 0.9, "undecided", "undecided"),
            row("net", "omp", "", null, null, 0.936, "no ticket", "no ticket"));

    assertThat(new Findings(tickets, speedups(), NO_FAILURES).sentences())
        .containsExactly("Undecided, with fewer than 3 seeds: bip.");
  }

  @Test
  void tickets_of_several_settings_are_counted_by_method() {
    Table tickets =
        tickets(
            row("a", "bip", "", 0.5, 0.9, 0.9, "ticket", "ticket"),
            row("a", "imp", "", 0.4, 0.9, 0.9, "ticket", "ticket"),
            row("b", "bip", "", 0.5, 0.9, 0.9, "ticket", "ticket"),
            row("c", "imp", "", 0.5, 0.9, 0.9, "ticket", "ticket"),
            row("d", "imp", "", null, null, 0.9, "no ticket", "no ticket"));

    assertThat(new Findings(tickets, speedups(), NO_FAILURES).sentences())
        .containsExactly(
            "Of 4 settings, the sparsest winning ticket is that of bip in 2, imp in 1; no method has"
                + " one in 1.");
  }

  @Test
  void failures_are_counted_by_kind() {
    Table failures =
        new Table(
            List.of("kind", "runs"),
            List.of(List.of("OOM", 2L), List.of("LOST", 1L), List.of("OOM", 3L)));

    assertThat(new Findings(tickets(), speedups(), failures).sentences())
        .containsExactly("Runs without a result, by kind of failure: LOST 1, OOM 5.");
  }

  private static Object[] row(String model, Object... values) {
    return Stream.concat(
            Stream.of("shapes", "f00dcafe", model, "unstructured", "shapes " + model, ""),
            Arrays.stream(values))
        .toArray();
  }

  private static Table tickets(Object[]... rows) {
    return table(TICKETS, rows);
  }

  private static Table speedups(Object[]... rows) {
    return table(SPEEDUPS, rows);
  }

  private static Table table(List<String> columns, Object[]... rows) {
    List<String> all = new ArrayList<>(SETTING);
    all.addAll(columns);
    return new Table(all, Arrays.stream(rows).map(Arrays::asList).toList());
  }
}
