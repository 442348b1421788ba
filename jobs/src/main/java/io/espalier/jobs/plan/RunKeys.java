// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Caches the keys of the runs of a sweep, because many cells depend on the same run. */
final class RunKeys {
  private final Map<Start, RunKey> keys = new HashMap<>();

  private record Start(RunSpec spec, List<RunKey> startsFrom) {}

  /** See {@link RunKey#of}. */
  RunKey of(RunSpec spec, List<RunKey> startsFrom) {
    return keys.computeIfAbsent(
        new Start(spec, startsFrom), start -> RunKey.of(start.spec, start.startsFrom));
  }
}
