// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Caches the keys of the runs of a sweep, because many cells depend on the same run. */
final class RunKeys {
  private final Map<Start, String> keys = new HashMap<>();

  private record Start(RunSpec spec, List<String> startsFrom) {}

  /** See {@link RunKey#of}. */
  String of(RunSpec spec, List<String> startsFrom) {
    return keys.computeIfAbsent(
        new Start(spec, startsFrom), start -> RunKey.of(start.spec, start.startsFrom));
  }
}
