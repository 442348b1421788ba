// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.reproduce;

import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.store.RunIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A row whose columns do not give its key. {@code settings} have all values, and {@code variant}
 * and {@code setting} those that differ from their defaults: where the two disagree, the value is
 * known.
 *
 * @param identity the columns of the row that name the run
 * @param spec what they give
 * @param key of {@code spec}
 */
record Contradiction(RunIdentity identity, RunSpec spec, RunKey key) {
  private static final String VERSION = "version=";

  /** What disagrees, without a full stop. */
  String text() {
    List<String> found = new ArrayList<>();
    add(found, "variant", identity.variant(), spec.method().variant());
    add(found, "setting", identity.setting(), spec.setting());
    if (found.isEmpty()) {
      found.add(
          "dataset_fingerprint, structure, sparsity_target, seed, parent_key or scores_key was changed after the run, or"
              + " a version of Espalier with other results made it; use the version in the row's columns espalier_version and git_commit");
    }
    return "the columns of its row give the key %s: %s"
        .formatted(key.brief(), String.join("; ", found));
  }

  private static void add(List<String> found, String column, String recorded, String rebuilt) {
    Set<String> before = values(recorded);
    Set<String> now = values(rebuilt);
    Set<String> common = new TreeSet<>(before);
    common.retainAll(now);
    before.removeAll(common);
    now.removeAll(common);
    if (before.isEmpty() && now.isEmpty()) {
      return;
    }
    found.add(
        isVersion(before) && isVersion(now)
            ? "%s has %s, and this version of Espalier makes runs with %s; use the version in its columns espalier_version and git_commit"
                .formatted(column, shown(before), shown(now))
            : "%s has %s where settings give %s".formatted(column, shown(before), shown(now)));
  }

  private static boolean isVersion(Set<String> values) {
    return values.stream().allMatch(value -> value.startsWith(VERSION));
  }

  private static String shown(Set<String> values) {
    return values.isEmpty() ? "the default" : values.stream().collect(Collectors.joining(" "));
  }

  /** {@code cifar10(limit=1000) resnet20s} has three. */
  private static Set<String> values(String text) {
    return Arrays.stream(text.split("[ ()]"))
        .filter(value -> !value.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
