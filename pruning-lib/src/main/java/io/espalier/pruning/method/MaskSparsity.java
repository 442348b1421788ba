// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.GlobalFilters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.List;
import java.util.Optional;

/**
 * MaskSparsity (Jiang, Zhao, Zhao, An, Tang, Wang: "Pruning-aware sparse regularization for network
 * pruning", 2022, arXiv 2201.06776), and network slimming (Liu et al., ICCV 2017), which is {@code
 * press_epochs: 0}.
 *
 * <p>Both press the scales γ of batch-norm, one per filter, towards 0, cut the filters with the
 * smallest |γ|, and fine-tune the others. Four phases, from the trained dense network:
 *
 * <ol>
 *   <li>search: it is trained to minimise l + λ·Σ|γ| over all γ; the subgradient is λ·sign(γ). The
 *       mask keeps the filters with the largest |γ| in one ranking over the network;
 *   <li>press: the trained dense network again, with the penalty only on the γ of the filters that
 *       the mask removes. The others are free, so they lose nothing to the penalty. Slimming leaves
 *       this out, and goes on from the search;
 *   <li>cut: the filters are removed, with the shifts of their batch-norm: a filter with γ ≈ 0
 *       still passes on relu(β);
 *   <li>train: the rest is fine-tuned under the mask.
 * </ol>
 *
 * <p>Only filters of convolutions that batch-norm reads directly are ranked; all other layers stay
 * dense. floor(sparsity · ΣC) of ΣC filters are removed, and each layer keeps its best.
 *
 * <p>Defaults, from the released configuration for ResNet-50 on ImageNet: 100 + 100 + 40 epochs, λ
 * = 5e-4, batch 256, rates 0.1, 0.1 and 5e-4, momentum 0.9, weight decay 1e-4.
 *
 * <p>Differs from the released code: the count is exact, whereas that code cuts |γ| &lt; 0.01; each
 * layer keeps its best filter; only γ that read a convolution directly are penalised, and filters
 * that a shortcut couples are ranked one by one; no Nesterov momentum; rates fall by {@link
 * Schedule#STEP}, there to a tenth at 30, 60 and 90 of 100 epochs.
 *
 * @param recipe recipe of the fine-tuning; the other phases use the same batch size, momentum and
 *     weight decay
 * @param searchEpochs number of epochs of the search
 * @param pressEpochs number of epochs of the press; 0 is network slimming
 * @param pressRate initial rate of both
 * @param pressSchedule schedule of that rate
 * @param scalePenalty λ
 */
public record MaskSparsity(
    Recipe recipe,
    int searchEpochs,
    int pressEpochs,
    double pressRate,
    Schedule pressSchedule,
    double scalePenalty)
    implements PruningMethod {

  static final MaskSparsity DEFAULTS =
      new MaskSparsity(
          new Recipe(40, 256, 5e-4, Schedule.STEP, 0.9, 1e-4), 100, 100, 0.1, Schedule.STEP, 5e-4);

  public MaskSparsity {
    new Requirements()
        .atLeast(1, "search_epochs", searchEpochs)
        .atLeast(0, "press_epochs", pressEpochs)
        .positive("press_rate", pressRate)
        .notNegative("scale_penalty", scalePenalty)
        .check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return BatchNormScales.refuses(structure);
  }

  /**
   * @throws InvalidSettings when no convolution is read directly by batch-norm
   */
  @Override
  public GlobalFilters selection(Granularity structure, List<Layer> layers, Sparsity sparsity) {
    return BatchNormScales.selection(layers, sparsity);
  }

  @Override
  public Start start() {
    return Start.DENSE;
  }

  @Override
  public double passes() {
    return searchEpochs + pressEpochs + recipe.epochs();
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    GlobalFilters filters = selection(new Filters(), run.net().layers(), run.target());
    BatchNormScales scales = new BatchNormScales(filters);
    NetworkState searched = pressed(run, "search", searchEpochs, scales, scales.all());
    boolean[] kept = run.training().timed(() -> scales.best(searched.other()));
    NetworkState ready =
        pressEpochs == 0 ? searched : pressed(run, "press", pressEpochs, scales, removed(kept));
    Mask mask = Mask.dense(run.net());
    filters.write(kept, mask);
    return run.train(recipe, ready, mask);
  }

  /** Filters that a mask does not keep. */
  static boolean[] removed(boolean[] kept) {
    boolean[] removed = new boolean[kept.length];
    for (int i = 0; i < kept.length; i++) {
      removed[i] = !kept[i];
    }
    return removed;
  }

  /** Trains the complete network from the dense one, with a penalty on some of its scales. */
  private NetworkState pressed(
      PruningRun run, String phase, int epochs, BatchNormScales scales, boolean[] penalised)
      throws InterruptedException {
    Recipe pressing =
        new Recipe(
            epochs,
            recipe.batch(),
            pressRate,
            pressSchedule,
            recipe.momentum(),
            recipe.weightDecay());
    NDArray penalties = scales.penalties(scalePenalty, penalised, run.start().other());
    return run.train(
            phase,
            pressing,
            run.start(),
            Mask.dense(run.net()),
            new Updates.Penalised(pressing, penalties),
            Objective.CROSS_ENTROPY)
        .state();
  }
}
