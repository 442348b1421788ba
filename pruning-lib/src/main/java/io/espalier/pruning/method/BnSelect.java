// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDScope;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.GlobalFilters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.LayerCounts;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Calibration;
import io.espalier.pruning.train.DivergedException;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The best of several random layer shares, by the loss after new statistics of batch-norm
 * (EagleEye: Li, Wu, Su, Wang: "EagleEye: fast sub-net evaluation for efficient neural network
 * pruning", ECCV 2020, arXiv 2007.02491; the selection of FedTiny, Huang, Zhang, Sun, Fang, Yuan,
 * Wu, ICDCS 2023, arXiv 2212.01977, is of this kind).
 *
 * <p>Draws {@code candidates} vectors of densities, one density a layer: proportional to numbers
 * that are uniform in [{@code least}, 1], none above 1, with the exact count in all. Each candidate
 * keeps the weights with the largest magnitudes in each layer of the trained dense network, or the
 * filters with the largest L2 norm. Its statistics of batch-norm are computed anew from {@code
 * select_batches} batches, and its cross-entropy on {@code images} images of the training split
 * without augmentation is measured. The candidate with the least is trained.
 *
 * <p>A cut without new statistics says little: those of the dense network do not fit, see {@link
 * Perp}. All of this is forward passes, which are not part of the passes of a plan; a run that
 * resumes from a checkpoint makes them again.
 *
 * <p>Of filters, floor(sparsity · ΣC) of all ΣC are removed, and each layer keeps one. The recipe
 * is that of {@link Omp}.
 *
 * <p>Differs from the papers: EagleEye draws ratios without an exact total, keeps those near the
 * target, and compares the accuracy on a part of the training set; FedTiny draws around a given
 * density, and selects over clients. The numbers are chosen here.
 *
 * @param recipe how the weights are trained after pruning
 * @param from values that the kept weights, biases and batch-norm start with
 * @param candidates number of vectors of densities
 * @param least the smallest of the numbers that densities are proportional to, in (0, 1]
 * @param selectBatches batches of the new statistics of a candidate; 0 keeps those of the dense
 *     network
 * @param images number of images on which candidates are compared, or all if there are fewer
 * @param afterCut how the network is trained after the cut
 */
public record BnSelect(
    Recipe recipe,
    Omp.From from,
    int candidates,
    double least,
    int selectBatches,
    int images,
    AfterCut afterCut)
    implements Retrained {

  static final BnSelect DEFAULTS =
      new BnSelect(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4),
          Omp.From.TRAINED,
          50,
          0.1,
          10,
          1024,
          AfterCut.DEFAULTS);

  public BnSelect {
    Retrained.requirements(recipe, from, afterCut)
        .atLeast(1, "candidates", candidates)
        .that(least > 0 && least <= 1, "least", least, "greater than 0 and at most 1")
        .atLeast(0, "select_batches", selectBatches)
        .atLeast(1, "images", images)
        .check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return structure instanceof Unstructured || structure instanceof Filters
        ? Optional.empty()
        : Optional.of("it selects the share of each layer, of single weights or of filters");
  }

  @Override
  public Selection selection(Granularity structure, List<Layer> layers, Sparsity sparsity) {
    return structure instanceof Filters
        ? GlobalFilters.of(convolutions(layers), sparsity)
        : structure.selection(layers, sparsity);
  }

  private static List<Layer> convolutions(List<Layer> layers) {
    return layers.stream().filter(Layer::isConvolution).toList();
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    return trained(run, run.training().timed(() -> best(run)));
  }

  private Mask best(PruningRun run) throws InterruptedException {
    SplittableRandom random = run.streams().of("candidates");
    List<Double> losses = new ArrayList<>();
    List<Selection> drawn = new ArrayList<>();
    try (Calibration calibration = run.training().calibration(images, recipe.batch())) {
      for (int candidate = 0; candidate < candidates; candidate++) {
        Selection selection = drawn(run, random);
        drawn.add(selection);
        losses.add(loss(run, selection, calibration));
      }
    }
    return run.mask(drawn.get(least(losses)), run.start().weights(), Ranking.MAGNITUDE);
  }

  /**
   * The index of the least loss, the first of equal ones.
   *
   * @throws DivergedException when no loss is finite
   */
  static int least(List<Double> losses) {
    int least = 0;
    for (int candidate = 1; candidate < losses.size(); candidate++) {
      least = Double.compare(losses.get(candidate), losses.get(least)) < 0 ? candidate : least;
    }
    if (!Double.isFinite(losses.get(least))) {
      throw new DivergedException(
          "Cannot select a mask: no candidate has a finite loss, that of the first is "
              + losses.get(0));
    }
    return least;
  }

  /** The masks of a random vector of densities. */
  Selection drawn(PruningRun run, SplittableRandom random) {
    long kept = run.selection().groupsKept();
    if (run.structure() instanceof Filters) {
      List<Layer> layers = convolutions(run.net().layers());
      List<Long> others = // besides one in each layer
          Distribution.spread(
              layers.stream().map(layer -> layer.filters() - 1L).toList(),
              kept - layers.size(),
              weights(random, layers.size()));
      return Filters.counts(layers, others.stream().map(count -> count.intValue() + 1).toList());
    }
    List<Layer> layers = run.net().layers();
    return new LayerCounts(
        layers,
        Distribution.spread(
            layers.stream().map(Layer::size).toList(), kept, weights(random, layers.size())));
  }

  private List<Double> weights(SplittableRandom random, int count) {
    return random.doubles(count).mapToObj(number -> least + (1 - least) * number).toList();
  }

  /** The cross-entropy of the network under a mask, with new statistics of batch-norm. */
  double loss(PruningRun run, Selection selection, Calibration calibration)
      throws InterruptedException {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Mask mask = run.mask(selection, run.start().weights(), Ranking.MAGNITUDE);
      NetworkState masked = mask.applied(run.start());
      run.training().recalibrate(run.net(), masked, selectBatches, recipe.batch());
      return calibration.loss(run.net(), masked);
    }
  }
}
