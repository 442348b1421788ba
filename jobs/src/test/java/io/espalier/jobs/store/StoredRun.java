// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** One run of a folder of results, as a test looks for it. */
public final class StoredRun {
  private StoredRun() {}

  /** The row of the run with this key; empty when it has none. */
  public static Optional<RunRow> of(ResultStore store, String key) throws IOException {
    return store.runs(Set.of(key)).stream().findFirst();
  }
}
