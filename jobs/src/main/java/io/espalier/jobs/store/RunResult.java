// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
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
   * @throws IllegalArgumentException naming every value that is out of range
   */
  public RunResult {
    double removed = 1 - (double) kept / prunable;
    Requirements requirements =
        new Requirements()
            .atLeast(1, "prunable", prunable)
            .between(0, prunable, "kept", kept)
            .that(
                Math.abs(sparsity - removed) < 1e-9,
                "sparsity",
                sparsity,
                "1 - kept / prunable = " + removed)
            .that(
                (groups == null) == (groupsKept == null),
                "groups_kept",
                groupsKept,
                "null when groups is")
            .share("accuracy", accuracy)
            .share("top5", top5)
            .notNegative("loss", loss)
            .between(0, parameters, "parameters_kept", parametersKept)
            .between(0, macs, "macs_kept", macsKept);
    if (groups != null && groupsKept != null) {
      requirements.between(0, groups, "groups_kept", groupsKept);
    }
    requirements.check();
  }
}
