// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * The rows of a result that can be compared with each other.
 *
 * @param setting shared values of the columns {@link #SETTING}; empty if the result is about all
 *     runs
 * @param table the other columns
 */
public record Section(Map<String, Object> setting, Table table) {
  /** The columns in which comparable rows are equal. */
  private static final List<String> SETTING =
      List.of("dataset", "dataset_fingerprint", "model", "structure", "setting", "dense_variant");

  private static final int FINGERPRINT_LENGTH = 8;

  /** Splits a result into sections, in the order of their first rows. */
  public static List<Section> of(Table answer) {
    boolean isAboutSettings = answer.columns().containsAll(SETTING);
    return answer.split(isAboutSettings ? SETTING : List.of()).entrySet().stream()
        .map(section -> new Section(section.getKey(), section.getValue()))
        .toList();
  }

  /** The shared setting as text; empty if the result is about all runs. */
  public String title() {
    if (setting.isEmpty()) {
      return "";
    }
    StringJoiner title = new StringJoiner(", ");
    title.add(setting.get("setting").toString());
    title.add(structure());
    if (setting.get("dense_variant") instanceof String variant && !variant.isEmpty()) {
      title.add("dense " + variant);
    }
    String fingerprint = setting.get("dataset_fingerprint").toString();
    title.add(
        "data " + fingerprint.substring(0, Math.min(FINGERPRINT_LENGTH, fingerprint.length())));
    return title.toString();
  }

  public String structure() {
    return setting.get("structure").toString();
  }

  public List<TableRow> rows() {
    return table.rows().stream().map(values -> new TableRow(table.columns(), values)).toList();
  }

  /**
   * The rows at the sparsity that most variants of methods share, or the largest of several such
   * sparsities, for figures of a single sparsity. Empty without pruned rows.
   */
  public Optional<AtSparsity> mostFrequentSparsity() {
    Map<Double, Long> variants =
        rows().stream()
            .filter(row -> row.number("sparsity") > 0)
            .collect(
                Collectors.groupingBy(
                    row -> row.number("sparsity"),
                    Collectors.collectingAndThen(
                        Collectors.mapping(
                            row -> List.of(row.text("method"), row.text("variant")),
                            Collectors.toSet()),
                        methods -> (long) methods.size())));
    return variants.entrySet().stream()
        .max(
            Map.Entry.<Double, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
        .map(
            most ->
                new AtSparsity(
                    most.getKey(),
                    rows().stream()
                        .filter(row -> row.number("sparsity") == most.getKey())
                        .toList()));
  }

  /**
   * @param sparsity in (0, 1)
   */
  public record AtSparsity(double sparsity, List<TableRow> rows) {
    /** {@code at 89.26 % removed}. */
    public String caption() {
      return "at " + CellFormat.text("sparsity", sparsity) + " % removed";
    }
  }
}
