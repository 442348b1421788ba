// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Network;
import io.espalier.pruning.model.PrunableNet;
import java.util.List;

/**
 * A network under a filter-wise mask, as it is computed.
 *
 * @param removed the share of each layer's filters
 */
record MaskedForm(Sparsity removed, Computation computation) {

  /** With which channels. */
  enum Computation {
    /** All of them, removed ones as zeros: what it takes depends on no mask. */
    WHOLE {
      @Override
      Network of(PrunableNet net, Mask mask) {
        return net;
      }
    },
    /** Those of use. */
    COMPACT {
      @Override
      Network of(PrunableNet net, Mask mask) {
        return net.compact(mask.values(), mask.other());
      }
    };

    abstract Network of(PrunableNet net, Mask mask);
  }

  static final MaskedForm WHOLE = new MaskedForm(new Sparsity(0.5), Computation.WHOLE);

  static final List<MaskedForm> ALL = List.of(WHOLE, compact(0.5), compact(0.8), compact(0.9));

  private static MaskedForm compact(double removed) {
    return new MaskedForm(new Sparsity(removed), Computation.COMPACT);
  }

  Mask mask(Workload workload) {
    return new Filters()
        .selection(workload.net().layers(), removed)
        .of(workload.initial().weights(), workload.net().others(), Ranking.MAGNITUDE);
  }
}
