// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.engine.TorchProgram;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Training;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Sharpness-aware training for free (Du, Zhou, Feng, Tan, Zhou: "Sharpness-aware training for
 * free", NeurIPS 2022, arXiv 2205.14083), an option of dense training and of training after a cut.
 * From an epoch on, training minimises
 *
 * <p>CE(y, s) + λ·T²·KL(softmax(s' / T) ‖ softmax(s / T)),
 *
 * <p>where s are the logits, shape (batch, classes), s' those that the same images had a number of
 * epochs ago, y the labels, and both terms means over the batch: a minimum is flat where outputs
 * change little along the path of training. A step is one pass. The logits of these epochs are part
 * of checkpoints.
 *
 * <p>Defaults: those of the authors' code for epochs and temperature; λ is 0.3 or 0.8 there. T² is
 * that of the code.
 *
 * <p>Differs from the paper: nothing known. s' had the augmentation of its epoch.
 *
 * @param saf λ; 0 is training by the labels alone
 * @param safTemperature T
 * @param safFrom first epoch that has the second term, from 1; greater than {@code safLag}
 * @param safLag epochs between s' and s
 */
public record Saf(double saf, double safTemperature, int safFrom, int safLag)
    implements Serializable {
  static final Saf OFF = new Saf(0, 5, 5, 3);

  private static final long LARGEST = 1L << 28; // floats: 1 GiB

  private static final String OF_IMAGES =
      """
      def forward(self, all: Tensor, images: Tensor) -> Tensor:
        return torch.index_select(all, 0, images)
      """;

  private static final String KEPT =
      """
      def forward(self, all: Tensor, images: Tensor, logits: Tensor) -> Tensor:
        return torch.index_copy_(all, 0, images, logits.to(all.dtype))
      """;

  public Saf {
    new Requirements()
        .notNegative("saf", saf)
        .positive("saf_temperature", safTemperature)
        .atLeast(1, "saf_lag", safLag)
        .that(safFrom > safLag, "saf_from", safFrom, "greater than saf_lag, %s".formatted(safLag))
        .check();
  }

  boolean isOn() {
    return saf != 0;
  }

  /**
   * Adds what the training requires.
   *
   * @param epochs its number of epochs; 0 where there is none
   * @param sam what must be off, because its second pass would be another trajectory
   */
  Requirements required(Requirements requirements, int epochs, Sam sam) {
    return requirements
        .that(!isOn() || sam.sam() == 0, "saf", saf, "0, or else set sam: 0")
        .that(
            !isOn() || epochs == 0 || safFrom <= epochs,
            "saf_from",
            safFrom,
            "at most the number of epochs, %s".formatted(epochs));
  }

  /** What training minimises: for one phase. */
  Objective objective(PruningRun run) {
    return isOn()
        ? new Trajectory(run.net().manager(), run.training().images(), run.training().classes())
        : Objective.CROSS_ENTROPY;
  }

  /** The loss of a phase, with the logits of its last epochs. */
  final class Trajectory implements Objective {
    private final NDManager manager;
    private final Map<String, NDArray> outputs = new TreeMap<>(); // (images, classes) each
    private final TorchProgram ofImages;
    private final TorchProgram kept;
    private final Distillation.Loss loss;

    /**
     * @throws InvalidSettings when there are too many logits
     */
    Trajectory(NDManager manager, int images, int classes) {
      long floats = (long) images * classes * safLag;
      if (floats > LARGEST) {
        throw InvalidSettings.because(
            String.format(
                Locale.ROOT,
                "Cannot train with saf: the logits of %s images and %s classes in %s epochs have"
                    + " %.1f GB, at most %.1f; set saf: 0 or a smaller saf_lag",
                images,
                classes,
                safLag,
                floats * 4 / 1e9,
                LARGEST * 4 / 1e9));
      }
      this.manager = manager;
      IntStream.range(0, safLag)
          .forEach(slot -> outputs.put(name(slot), manager.zeros(new Shape(images, classes))));
      this.ofImages = new TorchProgram(manager, OF_IMAGES);
      this.kept = new TorchProgram(manager, KEPT);
      this.loss =
          new Distillation.Loss(
              manager.create(safTemperature),
              manager.create(1.0),
              manager.create(saf * safTemperature * safTemperature));
    }

    private static String name(int slot) {
      return "saf_" + slot;
    }

    @Override
    public Map<String, NDArray> memory() {
      return outputs;
    }

    @Override
    public Gradient gradient(Training.Step step, NetworkState masked) {
      NDArray all = outputs.get(name(step.epoch() % safLag)); // of safLag epochs ago
      long[] indices = IntStream.of(step.images()).asLongStream().toArray();
      NDArray images = manager.create(indices);
      if (step.epoch() < safFrom) {
        return step.gradient(
            masked,
            (logits, labels) -> {
              keep(all, images, logits);
              return loss.right(logits, labels);
            });
      }
      NDArray before = ofImages.of(all, images);
      return step.gradient(
          masked,
          (logits, labels) -> {
            keep(all, images, logits);
            return loss.of(logits, labels, before);
          });
    }

    private void keep(NDArray all, NDArray images, NDArray logits) {
      kept.update(new NDList(all, images, logits.stopGradient()));
    }
  }
}
