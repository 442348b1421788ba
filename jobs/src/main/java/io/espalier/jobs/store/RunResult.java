// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.Serializable;

/**
 * The result of a run, measured on the test set after the last epoch.
 *
 * @param sparsity share of prunable weights removed, 1 − {@code kept} ÷ {@code prunable}
 * @param kept number of prunable weights kept
 * @param prunable number of prunable weights
 * @param groups number of prunable groups: filters or channels, or weights for unstructured
 *     pruning; null in rows older than this column
 * @param groupsKept number of groups kept
 * @param accuracy share of test images whose most likely class is correct, in [0, 1]
 * @param top5 share of test images whose class is among the five most likely ones, in [0, 1]
 * @param loss mean cross-entropy over the test set, in nats
 * @param parameters number of parameters of the dense network
 * @param parametersKept number of parameters kept
 * @param macs multiply-accumulate operations of the dense network for one image
 * @param macsKept multiply-accumulate operations kept
 */
public record RunResult(
    double sparsity,
    long kept,
    long prunable,
    @Nullable Long groups,
    @Nullable Long groupsKept,
    double accuracy,
    double top5,
    double loss,
    long parameters,
    long parametersKept,
    long macs,
    long macsKept)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming the first value that is out of range
   */
  public RunResult {
    Require.atLeast(1, "prunable", prunable);
    part("kept", kept, prunable);
    double removed = 1 - (double) kept / prunable;
    Require.that(
        Math.abs(sparsity - removed) < 1e-9,
        "sparsity",
        sparsity,
        "1 - kept / prunable = " + removed);
    Require.that(
        (groups == null) == (groupsKept == null), "groups_kept", groupsKept, "null when groups is");
    if (groups != null) {
      part("groups_kept", groupsKept, groups);
    }
    Require.share("accuracy", accuracy);
    Require.share("top5", top5);
    Require.notNegative("loss", loss);
    part("parameters_kept", parametersKept, parameters);
    part("macs_kept", macsKept, macs);
  }

  private static void part(String column, long value, long whole) {
    Require.that(value >= 0 && value <= whole, column, value, "between 0 and " + whole);
  }
}
