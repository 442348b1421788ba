// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.LayerCounts;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.measure.PqIndex;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * One round of SAP, sparsity-informed adaptive pruning (Diao, Wang, Zhang, Yang, Ding, Tarokh:
 * "Pruning deep neural networks from a sparsity perspective", ICLR 2023, arXiv 2302.05601).
 *
 * <p>Like a round of {@link Imp}, but how the cut of a round is spread over the layers follows from
 * their weights: of the d weights of a layer that the previous round kept, with {@link PqIndex} I,
 *
 * <p>d · min(γ·(1 − ⌈r⌉/d), β) with r = d·(1 + η)^(−q/(q − p))·(1 − I)^(pq/(q − p))
 *
 * <p>are removed, rounded down, those with the smallest magnitudes: r bounds from below how many of
 * them the layer needs. The others are rewound to their initial values, or to those of the dense
 * run after a share of its steps, and trained again. The results have the index of each layer in
 * the column {@code pq_index} of {@code layers}, for every method.
 *
 * <p>Defaults: p = ½, q = 1, η = 0, β = 0.9 of the paper; the recipe is that of {@link Imp}.
 *
 * <p>Differs from the paper: there γ is given (1), and the sparsity follows from it; here the
 * sparsity is given, each round removes 20 % of the weights like a round of {@link Imp}, and γ is
 * the number for which the layers together lose that many; what rounding leaves goes one by one to
 * the layers with the largest remainders. A layer whose index allows no cut is cut when all others
 * have lost the share β. The paper also ranks the weights of the network together, or those of each
 * neuron; together, a given number would be that of {@link Imp}. The released code continues each
 * round from the best epoch on the test set, here it is the last.
 *
 * @param recipe how the weights are trained after pruning
 * @param rewind share of the steps of the dense run to whose state the network is rewound, one of
 *     {@link DenseStates#SHARES}; 0 is the initial state
 * @param norms p and q
 * @param eta η, 0 or greater
 * @param most β, the largest share of the weights of a layer that a round removes, in [0.2, 1)
 * @param afterCut how the network is trained after the cut; with {@code rewind} above 0, from
 *     trained weights
 */
public record Sap(
    Recipe recipe, double rewind, PqIndex norms, double eta, double most, AfterCut afterCut)
    implements PruningRound {

  static final Sap DEFAULTS =
      new Sap(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4),
          0,
          PqIndex.DEFAULT,
          0,
          0.9,
          AfterCut.DEFAULTS);

  /** A share that is larger than 0, so that γ times it is any share. */
  private static final double HARDLY = 1e-12;

  /** Takes back what rounding could add to a whole number. */
  private static final double EXACTLY = 1 - 1e-12;

  /** A round removes 20 % of all, so each layer must be able to lose that share. */
  private static final double ROUND = 0.2;

  /** Halvings of the interval of γ: the width of a double. */
  private static final int HALVINGS = 100;

  public Sap {
    PruningRound.requirements(recipe, rewind, afterCut)
        .notNegative("eta", eta)
        .that(most >= ROUND && most < 1, "most", most, "at least 0.2 and less than 1")
        .check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return LayerShares.refuses(structure);
  }

  @Override
  public void narrow(PruningRun run, Mask mask) {
    List<Layer> layers = run.net().layers();
    List<Survivors> survivors = new ArrayList<>();
    try (HostCopy weights = HostCopy.of(run.start().weights());
        HostCopy kept = HostCopy.of(mask.values())) {
      for (Layer layer : layers) {
        survivors.add(Survivors.of(this, Mask.survivors(layer, weights.floats(), kept.floats())));
      }
    }
    long before = survivors.stream().mapToLong(Survivors::count).sum();
    List<Long> removed = removed(survivors, before - run.selection().groupsKept());
    List<Long> left =
        IntStream.range(0, layers.size())
            .mapToObj(i -> survivors.get(i).count() - removed.get(i))
            .toList();
    new LayerCounts(layers, left).narrow(mask, run.start().weights());
  }

  /**
   * The weights of a layer that the previous round kept.
   *
   * @param count d
   * @param share 1 − ⌈r⌉/d, but greater than 0
   */
  record Survivors(long count, double share) {
    static Survivors of(Sap sap, double... sizes) {
      OptionalDouble index = sap.norms.of(sizes);
      if (index.isEmpty()) {
        return new Survivors(sizes.length, HARDLY);
      }
      double needed =
          Math.ceil(EXACTLY * sap.norms.needed(sizes.length, index.getAsDouble(), sap.eta));
      return new Survivors(sizes.length, Math.max(HARDLY, 1 - needed / sizes.length));
    }

    /** What this layer loses for γ, not rounded. */
    double lost(double gamma, double most) {
      return count * Math.min(gamma * share, most);
    }
  }

  /** The number of weights that each layer loses, {@code wanted} in all. */
  List<Long> removed(List<Survivors> layers, long wanted) {
    double less = 0;
    double more = 1 / HARDLY;
    for (int i = 0; i < HALVINGS; i++) {
      double gamma = (less + more) / 2;
      if (total(layers, gamma) <= wanted) {
        less = gamma;
      } else {
        more = gamma;
      }
    }
    double gamma = less;
    List<Long> removed =
        new ArrayList<>(
            layers.stream().map(layer -> (long) Math.floor(layer.lost(gamma, most))).toList());
    for (long left = wanted - removed.stream().mapToLong(count -> count).sum(); left > 0; left--) {
      int next = next(layers, removed, gamma);
      removed.set(next, removed.get(next) + 1);
    }
    return removed;
  }

  /** The layer with the largest remainder; one that would be emptied only if there is no other. */
  private int next(List<Survivors> layers, List<Long> removed, double gamma) {
    return IntStream.range(0, layers.size())
        .boxed()
        .filter(i -> removed.get(i) < layers.get(i).count())
        .min(
            Comparator.<Integer, Boolean>comparing(i -> removed.get(i) == layers.get(i).count() - 1)
                .thenComparing(i -> removed.get(i) - layers.get(i).lost(gamma, most)))
        .orElseThrow();
  }

  private long total(List<Survivors> layers, double gamma) {
    return layers.stream().mapToLong(layer -> (long) Math.floor(layer.lost(gamma, most))).sum();
  }
}
