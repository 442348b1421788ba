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
 * What a reader of the report wants to know first, in a few sentences: the sparsest winning
 * tickets, what they cost beside IMP, and what is undecided for want of seeds. Every number in them
 * is one of the tables'.
 *
 * @param tickets the answer of {@code winning_tickets}
 * @param speedups what methods cost beside IMP, the answer of the report's part of that name
 * @param failures the answer of {@code failures}
 */
record Findings(Table tickets, Table speedups, Table failures) {
  private static final String IMP = "imp";
  private static final String TICKET = "ticket";
  private static final String NO_TICKET = "no ticket";
  private static final String UNDECIDED = "undecided";

  /** Verdicts that compare with a dense run. */
  private static final Set<String> COMPARED = Set.of(TICKET, NO_TICKET);

  /** Settings are described one by one up to this many. */
  private static final int MAX_SETTINGS = 2;

  private static final int MAX_NAMES = 4;

  /** Sentences; none where no method was run. */
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

  /** Empty where it is undecided. */
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

  /** Of the sparsest ticket, or where that is IMP's, of the sparsest of another method. */
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
   * What the ticket costs beside IMP at the same sparsity, of IMP's variants that with the most
   * seeds, or the first by name; empty where IMP was not run there.
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
    return "Of %d settings, the sparsest winning ticket is that of %s%s."
        .formatted(
            settings.size(),
            counts.isEmpty() ? "no method" : counts,
            none == 0 || counts.isEmpty() ? "" : "; no method has one in " + none);
  }

  /**
   * Of verdicts that more seeds can change: those of fewer than three seeds, and those whose
   * interval has the dense accuracy within.
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

  /** The ticket at the largest sparsity among {@code which}; of equals the more accurate. */
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
        : "%s and %d more".formatted(String.join(", ", names.subList(0, MAX_NAMES)), more);
  }

  private static String shown(TableRow row, String column) {
    return CellFormat.text(column, row.number(column));
  }
}
