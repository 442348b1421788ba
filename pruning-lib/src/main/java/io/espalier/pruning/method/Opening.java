// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import java.util.List;

/**
 * o of a run whose mask decays: the factor with which the network uses each weight, see {@link
 * MaskDecay}.
 */
final class Opening {
  private final MaskDecay decay;
  private final List<Selection> wider;
  private final Mask scratch;

  private Opening(MaskDecay decay, List<Selection> wider, Mask scratch) {
    this.decay = decay;
    this.wider = wider;
    this.scratch = scratch;
  }

  static Opening of(MaskDecay decay, PruningRun run) {
    List<Selection> wider =
        decay.maskDecay() == MaskDecay.Course.STRUCTURE
            ? MaskDecay.wider((NofM) run.structure()).stream()
                .map(pattern -> 1 - (double) pattern.keep() / pattern.of())
                .map(share -> run.selections().apply(new Sparsity(share)))
                .toList()
            : List.of();
    return new Opening(decay, wider, Mask.dense(run.net()));
  }

  /**
   * o at a step, float32, shape (n).
   *
   * @param progress share of the steps done
   * @param mask m, that of the weights
   * @param weights θ
   */
  NDArray at(double progress, Mask mask, NDArray weights) {
    if (decay.hasEnded(progress)) {
      return mask.values();
    }
    if (decay.isDense(progress)) {
      return mask.values().onesLike();
    }
    if (decay.maskDecay() == MaskDecay.Course.STRUCTURE) {
      return wider.isEmpty() ? mask.values() : ofStage(progress, weights);
    }
    double open = decay.open(progress);
    return mask.values().mul(1 - open).add(open);
  }

  private NDArray ofStage(double progress, NDArray weights) {
    wider.get(decay.stage(progress, wider.size())).project(weights, Ranking.MAGNITUDE, scratch);
    return scratch.values();
  }
}
