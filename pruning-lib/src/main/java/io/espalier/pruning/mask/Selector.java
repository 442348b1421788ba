// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.model.Layer;
import java.util.List;

/**
 * Selects the best scores for a mask, where the mask is prepared: in host memory or by operations
 * of the device. Both ways write the same bits: the count is exact, and equal scores are ranked by
 * index.
 *
 * <p>Both refuse scores that are not numbers. The host throws {@link UnrankableScores} at once. The
 * device cannot without making the host wait in every step, so it makes the whole mask NaN: the
 * loss of the next step is NaN, and training ends with its epoch.
 *
 * <p>Not thread-safe; belongs to one network.
 */
public abstract sealed class Selector permits HostSelector, DeviceSelector {

  /**
   * @param manager manager on the device of the masks, which owns the memory of the selector
   */
  static Selector of(Residence residence, NDManager manager) {
    return switch (residence) {
      case HOST -> new HostSelector();
      case DEVICE -> new DeviceSelector(manager);
    };
  }

  /**
   * Writes 1 into {@code mask} where a score is among the best of its row, 0 elsewhere in these
   * rows; in place.
   *
   * @param rows parts of the scores; scores in no part stay as they are in the mask
   * @param kept number of scores to keep in each row of a part, for each part
   * @param scores float32, shape (n)
   * @param mask float32, shape (n)
   */
  abstract void best(
      List<Rows> rows, List<Long> kept, NDArray scores, Ranking ranking, NDArray mask);

  /**
   * Keeps the best groups of each layer; in place. The score of a group is the sum of the
   * {@linkplain Ranking#addHalves shares} of its weights, see {@link LayerGroups#sums}.
   *
   * @param kept number of groups kept in each layer
   * @param scores float32, shape (n)
   */
  abstract void bestGroups(
      List<LayerGroups> layers, List<Integer> kept, NDArray scores, Ranking ranking, Mask mask);

  /** As many weights of each layer as {@code mask} keeps now. */
  abstract LayerBudget budget(List<Layer> layers, Mask mask);

  /**
   * Scores of {@link Ranking#SURVIVORS}: |w| where the mask is 1, −1 where it is 0.
   *
   * @param mask float32, shape (n)
   * @param weights float32, shape (n)
   * @return an array of the scope of the caller
   */
  abstract NDArray survivors(NDArray mask, NDArray weights);

  /**
   * Scores of {@link Ranking#SIGNED} for masks that keep all of a mask and grow: |gradient| where
   * the mask is 0, a larger number where it is 1.
   *
   * @param mask float32, shape (n)
   * @param gradient float32, shape (n)
   * @return an array of the scope of the caller
   */
  abstract NDArray candidates(NDArray mask, NDArray gradient);

  /**
   * Scores of {@link Ranking#SIGNED} with the order of {@code ranking} where the mask is 1, and −∞
   * where it is 0: a score that is −∞ itself becomes the smallest finite number.
   *
   * @param mask float32, shape (n)
   * @param scores float32, shape (n)
   * @return an array of the scope of the caller
   */
  abstract NDArray within(NDArray mask, NDArray scores, Ranking ranking);
}
