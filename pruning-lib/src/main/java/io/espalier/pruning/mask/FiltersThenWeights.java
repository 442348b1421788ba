// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.model.Layer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole filters, and then single weights of the others: {@link Filters} removes a share of the
 * filters of each convolution, and of the weights that are left, the best in one ranking over the
 * network are kept, so many that round(density · n) of all n weights remain. Both stages rank by
 * the same scores. Channels to which a shortcut is added stay in the network, as with filters.
 *
 * <p>A method that removes weights in steps ranks filters by the norms of the weights that they
 * have left. Whole filters are removed in larger units than single weights: where the filters that
 * stay have fewer weights left than the next step keeps, as many removed ones return, in the order
 * of their indices.
 *
 * @param filters share of the filters of each convolution to remove, in (0, 1); at a target below
 *     it, as in intermediate steps of a method, that target
 */
public record FiltersThenWeights(double filters) implements Granularity {
  private static final Pattern NAME = Pattern.compile("filter:(0\\.\\d{1,6})");

  /**
   * @throws IllegalArgumentException when the share is out of range
   */
  public FiltersThenWeights {
    if (!(filters > 0 && filters < 1)) {
      throw new IllegalArgumentException(
          "Invalid share of filters: %s, must be greater than 0 and less than 1"
              .formatted(filters));
    }
  }

  static Optional<Granularity> named(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(Double.parseDouble(matcher.group(1)))
            .filter(share -> share > 0)
            .map(FiltersThenWeights::new)
        : Optional.empty();
  }

  @Override
  public Selection selection(List<Layer> layers, Sparsity sparsity) {
    List<LayerGroups> convolutions =
        layers.stream()
            .filter(Layer::isConvolution)
            .map(layer -> new LayerGroups(layer, LayerGroups.Axis.FILTER))
            .toList();
    Sparsity first = new Sparsity(Math.min(filters, sparsity.share()));
    long n = layers.stream().mapToLong(Layer::size).sum();
    return new TwoStages(GroupSelection.uniform(convolutions, first), n, sparsity.kept(n));
  }

  @Override
  public Optional<String> refuses(Sparsity sparsity) {
    return sparsity.share() < filters
        ? Optional.of("it removes %s of the filters".formatted(new Sparsity(filters)))
        : Optional.empty();
  }

  /** {@code filter:0.5}. */
  @Override
  public String toString() {
    return "filter:" + BigDecimal.valueOf(filters).toPlainString();
  }

  /**
   * @param filters the first stage
   * @param groups number of weights
   * @param groupsKept number of weights kept, at most those of the kept filters
   */
  private record TwoStages(GroupSelection filters, long groups, long groupsKept)
      implements Selection {
    @Override
    public void project(NDArray scores, Ranking ranking, Mask mask) {
      rankFilters(scores, ranking, mask);
      try (NDArray left = mask.selector().within(mask.values(), scores, ranking)) {
        mask.selector()
            .best(
                List.of(new Rows(0, 1, groups)),
                List.of(groupsKept),
                left,
                Ranking.SIGNED,
                mask.values());
      }
    }

    /** Of survivors, a filter that has lost some weights has the norm of the others. */
    private void rankFilters(NDArray scores, Ranking ranking, Mask mask) {
      if (ranking != Ranking.SURVIVORS) {
        filters.project(scores, ranking, mask);
        return;
      }
      try (NDArray surviving = scores.maximum(0)) {
        filters.project(surviving, Ranking.MAGNITUDE, mask);
      }
    }

    @Override
    public boolean removesChannels() {
      return true;
    }

    /**
     * A kept filter can have lost all its weights in the second stage, so the projection of a mask
     * need not be the mask: counts filters by their other parameters and by their weights.
     */
    @Override
    public boolean allows(Mask mask) {
      try (HostCopy values = HostCopy.of(mask.values());
          HostCopy other = HostCopy.of(mask.other())) {
        if (Float.isNaN(values.floats().get(0))) {
          throw new UnrankableScores("Cannot rank scores: one of them is not a number");
        }
        boolean exact = mask.kept() == groupsKept;
        for (int i = 0; i < filters.layers().size(); i++) {
          exact &=
              filters.layers().get(i).keeps(filters.kept().get(i), values.floats(), other.floats());
        }
        return exact;
      }
    }
  }
}
