// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;
import java.io.Serializable;
import java.util.Locale;

/**
 * PERP: retraining of a small part of a pruned network (Zimmer, Andoni, Spiegel, Pokutta: "PERP:
 * rethinking the prune-retrain paradigm in the era of LLMs", 2023, arXiv 2312.15230), and new
 * statistics of batch-norm. Settings of methods whose training goes on from trained weights.
 *
 * <p>{@code retrain} names what is trained after the cut; all else is frozen and keeps its bits.
 * For x of a trained part and its gradient g, a step is SGD with m⊙g + λ·x, where m is the mask;
 * frozen values have neither a gradient nor weight decay. The running statistics of batch-norm are
 * updated in training, whatever is trained.
 *
 * <p>{@code recalibrate} replaces these statistics at the end, from forward passes over that many
 * batches of augmented training images: each becomes the mean over batches of the batch's mean, or
 * of its variance by n − 1. The run is then evaluated again. Batches are forward passes only, which
 * are counted apart from forward-backward passes; the first batch takes two.
 *
 * <p>Differs from the paper: the low-rank parts of LoRA and MaskLoRA are left out, and the recipe
 * is that of the method: SGD, whereas the paper trains language models by AdamW with linear decay
 * (its recipe for convolutional networks was not found). The number of batches of a recalibration
 * is not the paper's; NNCF uses 200.
 *
 * @param retrain what is trained
 * @param recalibrate batches of the recalibration; 0 disables it
 */
public record Perp(Retrain retrain, int recalibrate) implements Serializable {

  /** What is trained after the cut. */
  public enum Retrain {
    /** All parameters. */
    ALL,
    /** Scales and shifts of batch-norm. */
    BN,
    /** As BN, and all biases. */
    BN_BIAS,
    /** As BN_BIAS, and the weights of the last layer under the mask. */
    BN_BIAS_HEAD,
    /** Nothing: the network is evaluated after the cut, and after a recalibration. */
    NONE;

    /** As in sweeps: {@code bn-bias}. */
    String written() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static final Perp OFF = new Perp(Retrain.ALL, 0);

  public Perp {
    new Requirements().atLeast(0, "recalibrate", recalibrate).check();
  }

  /**
   * Adds that these settings have an effect only after {@code isTrained}.
   *
   * @param remedy the end of a message: {@code "from: trained"}
   */
  Requirements required(Requirements requirements, boolean isTrained, String remedy) {
    return requirements
        .that(
            isTrained || retrain == Retrain.ALL,
            "retrain",
            retrain.written(),
            "all, or else set " + remedy)
        .that(
            isTrained || recalibrate == 0, "recalibrate", recalibrate, "0, or else set " + remedy);
  }

  /** Forward-backward passes over the training set, of a recipe of {@code epochs}. */
  double passes(int epochs) {
    return retrain == Retrain.NONE ? 0 : epochs;
  }

  /** Trains under a fixed mask from {@code from}, as these settings say. */
  Pruned train(
      PruningRun run,
      String phase,
      Recipe recipe,
      NetworkState from,
      Mask mask,
      Objective objective)
      throws InterruptedException {
    if (retrain == Retrain.NONE) {
      Pruned cut = new Pruned(mask, mask.applied(from));
      return run.evaluated(cut, recalibrate, recipe.batch());
    }
    Pruned pruned = run.train(phase, recipe, from, mask, updates(run, recipe), objective);
    return recalibrated(run, pruned, recipe);
  }

  private Updates updates(PruningRun run, Recipe recipe) {
    return retrain == Retrain.ALL
        ? new Updates.OfAll(recipe)
        : new Updates.OfPart(recipe, TrainedPart.of(run.net(), retrain));
  }

  /** With new statistics of batch-norm, if that is enabled. */
  Pruned recalibrated(PruningRun run, Pruned pruned, Recipe recipe) throws InterruptedException {
    return recalibrate == 0 ? pruned : run.evaluated(pruned, recalibrate, recipe.batch());
  }
}
