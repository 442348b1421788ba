// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.util.Map;

/**
 * A row of a table as SQL shows it.
 *
 * @param values by column; null values are allowed
 */
record ShownRow(Map<String, Object> values) {
  boolean isNull(String column) {
    return values.get(column) == null;
  }

  String text(String column) {
    return (String) values.get(column);
  }

  /** A value of type {@code int} or {@code bigint}. */
  long whole(String column) {
    return ((Number) values.get(column)).longValue();
  }

  double real(String column) {
    return (double) values.get(column);
  }
}
