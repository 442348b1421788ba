// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Reads one run of a result folder. */
public final class StoredRun {
  private StoredRun() {}

  /** The row of the run with this key; empty if there is none. */
  public static Optional<RunRow> of(ResultStore store, String key) throws IOException {
    return store.runs(Set.of(key)).stream().findFirst();
  }
}
