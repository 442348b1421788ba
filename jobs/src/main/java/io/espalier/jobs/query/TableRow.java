// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.util.List;
import java.util.Objects;

/**
 * A row of a {@link Table}, with values by column name.
 *
 * @param columns names of the columns
 * @param values one for each column
 */
public record TableRow(List<String> columns, List<Object> values) {

  /** The value as text; empty for null. */
  public String text(String column) {
    return Objects.toString(value(column), "");
  }

  /** The value as a number; NaN for null. */
  public double number(String column) {
    return value(column) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** A share in [0, 1] in percent; NaN for null. */
  public double percent(String column) {
    return 100 * number(column);
  }

  public boolean has(String column) {
    return value(column) != null;
  }

  private Object value(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException("Unknown column: " + column + " in " + columns);
    }
    return values.get(index);
  }
}
