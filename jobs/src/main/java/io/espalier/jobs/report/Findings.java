// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.query.CellFormat;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.Table;
import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The main findings of the report, in a few sentences: the sparsest winning tickets, their cost
 * compared with IMP, and what is undecided because there are too few seeds. Every number in the
 * sentences is also in the tables.
 *
 * @param tickets the result of {@code winning_tickets}
 * @param speedups the cost of methods compared with IMP, the result of {@code sql/speedup.sql}
 * @param failures the result of {@code failures}
 */
record Findings(Table tickets, Table speedups, Table failures) {
  private static final String IMP = "imp";
  private static final String TICKET = "ticket";
  private static final String NO_TICKET = "no ticket";
  private static final String UNDECIDED = "undecided";

  /** Verdicts that compare with a dense run. */
  private static final Set<String> COMPARED = Set.of(TICKET, NO_TICKET);

  /** Maximum number of settings that are described one by one. */
  private static final int MAX_SETTINGS = 2;

  private static final int MAX_NAMES = 4;

  /** The sentences; none if no method was run. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    List<Section> settings = Section.of(tickets);
    if (settings.size() <= MAX_SETTINGS) {
      for (Section setting : settings) {
        String where = settings.size() == 1 ? "" : " on " + setting.title();
        sparsest(setting, where).ifPresent(sentences::add);
        costs(setting).ifPresent(sentences::add);
      }
    } else {
      sentences.add(wins(settings));
    }
    sentences.addAll(undecided(settings));
    failed().ifPresent(sentences::add);
    return sentences;
  }

  /**
   * A sentence about the sparsest ticket, or that no method has one; empty if there is no ticket
   * and a method does not have the verdict {@link #NO_TICKET}.
   */
  private static Optional<String> sparsest(Section setting, String where) {
    Optional<TableRow> best = best(setting, row -> true);
    if (best.isEmpty()) {
      return setting.rows().stream().allMatch(row -> row.text("verdict").equals(NO_TICKET))
          ? Optional.of("No method has a winning ticket%s.".formatted(where))
          : Optional.empty();
    }
    TableRow ticket = best.get();
    List<String> without =
        setting.rows().stream()
            .filter(row -> row.text("verdict").equals(NO_TICKET))
            .map(Findings::name)
            .toList();
    return Optional.of(
        "The sparsest winning ticket%s is that of %s: %s %% removed, accuracy %s %%, dense %s %%%s."
            .formatted(
                where,
                name(ticket),
                shown(ticket, "sparsity"),
                shown(ticket, "accuracy"),
                shown(ticket, "dense_accuracy"),
                without.isEmpty() ? "" : "; no ticket: " + String.join(", ", without)));
  }

  /**
   * A sentence about the cost of the sparsest ticket or, if that is a ticket of IMP, of the
   * sparsest ticket of another method.
   */
  private Optional<String> costs(Section setting) {
    Optional<TableRow> best = best(setting, row -> true);
    boolean isImps = best.isPresent() && best.get().text("method").equals(IMP);
    Optional<TableRow> other =
        isImps ? best(setting, row -> !row.text("method").equals(IMP)) : best;
    return other.flatMap(
        ticket ->
            cost(setting, ticket)
                .map(
                    cost ->
                        isImps
                            ? "The sparsest of another method is that of %s: %s %% removed. %s"
                                .formatted(name(ticket), shown(ticket, "sparsity"), cost)
                            : cost));
  }

  /**
   * A sentence about the cost of the ticket compared with IMP at the same sparsity. The variant of
   * IMP is the one with the most seeds and, among several such variants, the first by name. Empty
   * if IMP was not run at that sparsity.
   */
  private Optional<String> cost(Section setting, TableRow ticket) {
    return Section.of(speedups).stream()
        .filter(other -> other.setting().equals(setting.setting()))
        .flatMap(other -> other.rows().stream())
        .filter(
            row ->
                name(row).equals(name(ticket))
                    && row.number("sparsity") == ticket.number("sparsity")
                    && row.has("passes_speedup"))
        .min(
            Comparator.<TableRow>comparingDouble(row -> -row.number("imp_seeds"))
                .thenComparing(row -> row.text("imp_variant")))
        .map(
            row ->
                "At that sparsity it takes %s passes over the training set, and IMP %s: a speedup of %s%s."
                    .formatted(
                        shown(row, "passes"),
                        shown(row, "imp_passes"),
                        shown(row, "passes_speedup"),
                        row.has("seconds_speedup")
                            ? ", in seconds %s".formatted(shown(row, "seconds_speedup"))
                            : ""));
  }

  private static String wins(List<Section> settings) {
    Map<String, Integer> wins = new TreeMap<>();
    int none = 0;
    for (Section setting : settings) {
      Optional<TableRow> best = best(setting, row -> true);
      best.ifPresent(ticket -> wins.merge(ticket.text("method"), 1, Integer::sum));
      none += best.isEmpty() ? 1 : 0;
    }
    String counts =
        wins.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .map(win -> win.getKey() + " in " + win.getValue())
            .collect(Collectors.joining(", "));
    return "Of %s settings, the sparsest winning ticket is that of %s%s."
        .formatted(
            settings.size(),
            counts.isEmpty() ? "no method" : counts,
            none == 0 || counts.isEmpty() ? "" : "; no method has one in " + none);
  }

  /**
   * Sentences about the verdicts that more seeds can change: those of fewer than three seeds, and
   * those whose interval includes the dense accuracy.
   */
  private static List<String> undecided(List<Section> settings) {
    List<String> fewSeeds = new ArrayList<>();
    List<String> wideInterval = new ArrayList<>();
    for (Section setting : settings) {
      String where = settings.size() == 1 ? "" : " (" + setting.title() + ")";
      for (TableRow row : setting.rows()) {
        if (row.text("verdict").equals(UNDECIDED)) {
          fewSeeds.add(name(row) + where);
        } else if (COMPARED.contains(row.text("verdict"))
            && row.text("paired_verdict").equals(UNDECIDED)) {
          wideInterval.add(name(row) + where);
        }
      }
    }
    List<String> sentences = new ArrayList<>();
    if (!fewSeeds.isEmpty()) {
      sentences.add("Undecided, with fewer than 3 seeds: %s.".formatted(listed(fewSeeds)));
    }
    if (!wideInterval.isEmpty()) {
      sentences.add(
          "The paired test is undecided for %s: the 95 %% interval of the difference includes 0, and more seeds narrow it."
              .formatted(listed(wideInterval)));
    }
    return sentences;
  }

  private Optional<String> failed() {
    Map<String, Long> kinds = new TreeMap<>();
    for (List<Object> values : failures.rows()) {
      TableRow row = new TableRow(failures.columns(), values);
      kinds.merge(row.text("kind"), (long) row.number("runs"), Long::sum);
    }
    return kinds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Runs without a result, by kind of failure: %s."
                .formatted(
                    kinds.entrySet().stream()
                        .map(kind -> kind.getKey() + " " + kind.getValue())
                        .collect(Collectors.joining(", "))));
  }

  /**
   * The ticket with the highest sparsity among {@code which}; of equally sparse tickets, the most
   * accurate.
   */
  private static Optional<TableRow> best(Section setting, Predicate<TableRow> which) {
    return setting.rows().stream()
        .filter(row -> row.text("verdict").equals(TICKET))
        .filter(which)
        .max(
            Comparator.<TableRow>comparingDouble(row -> row.number("sparsity"))
                .thenComparing(row -> row.number("accuracy")));
  }

  private static String name(TableRow row) {
    String variant = row.text("variant");
    return row.text("method") + (variant.isEmpty() ? "" : " (" + variant + ")");
  }

  private static String listed(List<String> names) {
    int more = names.size() - MAX_NAMES;
    return more <= 0
        ? String.join(", ", names)
        : "%s and %s more".formatted(String.join(", ", names.subList(0, MAX_NAMES)), more);
  }

  private static String shown(TableRow row, String column) {
    return CellFormat.text(column, row.number(column));
  }
}
