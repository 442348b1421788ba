// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import io.espalier.pruning.catalog.Display;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A condition of a user on the runs of a result folder, such as {@code method = 'bip' and sparsity
 * > 0.8}.
 */
public final class RunCondition {
  private final String sql;
  private final UserQuery query;

  /**
   * Parses the condition without a session, so that an invalid one starts none.
   *
   * @param sql an expression of Spark SQL over the columns of {@code runs}
   * @throws InvalidQuery when it is not valid SQL, or modifies data
   */
  public RunCondition(String sql) {
    this.sql = sql;
    this.query =
        new UserQuery("select key from runs as runs where (%s\n) order by key".formatted(sql));
  }

  /**
   * The keys of the runs for which it is true, in ascending order.
   *
   * @throws InvalidQuery when Spark rejects the condition
   * @throws IOException when it is true for no run
   */
  public Set<String> keys(ResultQueries results) throws IOException {
    Set<String> keys = new LinkedHashSet<>();
    query.answer(results).values("key").forEach(key -> keys.add((String) key));
    if (keys.isEmpty()) {
      throw new IOException(
          "Cannot find runs: none of the finished runs has %s".formatted(Display.value(sql)));
    }
    return keys;
  }
}
