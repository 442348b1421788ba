// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDManager;
import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.train.EpochImages;
import io.espalier.pruning.train.Streams;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Training on a part of the training images: those with the largest or smallest scores, or other
 * ones in each epoch.
 *
 * <p>Of n images round(keep · n) stay, at least one a class where classes are balanced. Equal
 * scores are ranked by index. Test images, the normalisation and the number of passes that a pass
 * over the kept images counts as, do not change: passes are shares of the whole set.
 *
 * @param keep share of the images kept, or drawn for an epoch; in (0, 1]. 1 is training on all
 *     images, but for {@link Score#SETA}
 * @param score what images are ranked by
 * @param order which end of the ranking stays; without effect for {@link Score#RANDOM} and {@link
 *     Score#SETA}, as the next two
 * @param seeds networks whose scores are averaged
 * @param scoreEpochs epochs that each of these networks is trained
 * @param balanced whether each class keeps the same share, instead of one ranking over all images;
 *     without effect for {@link Score#SETA}
 * @param seta how the images of an epoch are chosen by {@link Score#SETA}; else without effect
 */
public record DataPruning(
    double keep, Score score, Order order, int seeds, int scoreEpochs, boolean balanced, Seta seta)
    implements Serializable {

  /** What images are ranked by. */
  public enum Score {
    /** The error of the probabilities early in training, see {@link ImageScores}. */
    EL2N,
    /** How often training forgets an image, see {@link ImageScores}. */
    FORGETTING,
    /** How far an image is from the center of its cluster, see {@link ImageScores}. */
    PROTOTYPES,
    /** How many images its cluster keeps, and how far it is from its center. */
    CONCEPT,
    /** Its last loss, anew in each epoch, see {@link Seta}. */
    SETA,
    /** Nothing: the control. Each seed of a run keeps images of its own. */
    RANDOM
  }

  /** Which end of the ranking stays. */
  public enum Order {
    /** The largest scores. */
    HARD,
    /** The smallest scores. */
    EASY
  }

  private static final String NAME = "data_pruning";

  static final DataPruning DEFAULTS =
      new DataPruning(1, Score.EL2N, Order.HARD, 10, 20, false, Seta.DEFAULTS);

  /** Reads the settings of the only member, {@value #NAME}. */
  public static final Catalog<DataPruning> ALL =
      new Catalog<>("dimension", List.of(new Catalog.Entry<>(NAME, 1, DEFAULTS)));

  public DataPruning {
    new Requirements()
        .that(keep > 0 && keep <= 1, "keep", keep, "greater than 0 and at most 1")
        .atLeast(1, "seeds", seeds)
        .atLeast(1, "score_epochs", scoreEpochs)
        .check();
  }

  /** All images. */
  public static final Choice<DataPruning> NONE = ALL.choose(NAME, Map.of());

  /**
   * A choice of these settings, without those that have no effect.
   *
   * @param settings values by setting name
   * @throws io.espalier.pruning.catalog.InvalidSettings when a setting is unknown or out of range
   */
  public static Choice<DataPruning> chosen(Map<String, ?> settings) {
    return canonical(ALL.choose(NAME, settings));
  }

  /**
   * The same without {@linkplain #effective settings that have no effect}; {@link #NONE} if {@code
   * chosen} keeps all images.
   */
  public static Choice<DataPruning> canonical(Choice<DataPruning> chosen) {
    DataPruning part = chosen.value();
    if (part.keepsAll()) {
      return NONE;
    }
    Map<String, ?> all = chosen.allSettings();
    Map<String, Object> effective = new TreeMap<>();
    part.effective().forEach(setting -> effective.put(setting, all.get(setting)));
    return ALL.choose(NAME, effective);
  }

  /** The names of the settings that have an effect, where not all images are kept. */
  public List<String> effective() {
    return switch (score) {
      case EL2N, FORGETTING, PROTOTYPES, CONCEPT ->
          List.of("keep", "score", "order", "seeds", "score_epochs", "balanced");
      case SETA -> List.of("keep", "score", "groups", "window", "until");
      case RANDOM -> List.of("keep", "score", "balanced");
    };
  }

  /** Whether each epoch has all images. */
  public boolean keepsAll() {
    return keep == 1 && !changes();
  }

  /** Whether each epoch has other images, so that none are left out of the run. */
  public boolean changes() {
    return score == Score.SETA;
  }

  /**
   * The images of the epochs, of those {@linkplain #kept that stay}.
   *
   * @param manager memory of the network
   * @param streams randomness of the run
   * @param images number of images that stay
   */
  public EpochImages.Curriculum curriculum(NDManager manager, Streams streams, int images) {
    return changes()
        ? seta.curriculum(keep, manager, streams, images)
        : (phase, epochs) -> EpochImages.ALL;
  }

  /**
   * The run that computes the scores; empty for random ones, and if all images are kept.
   *
   * @param dense settings of the dense runs, whose recipe trains the networks that score
   */
  public Optional<Choice<PruningMethod>> scores(Choice<PruningMethod> dense) {
    if (keepsAll() || score == Score.RANDOM || changes()) {
      return Optional.empty();
    }
    Dense recipe = (Dense) dense.value();
    return Optional.of(
        Scorings.ALL.choose(
            score.name().toLowerCase(Locale.ROOT),
            Map.of(
                "epochs", scoreEpochs,
                "batch", recipe.recipe().batch(),
                "rate", recipe.recipe().rate(),
                "momentum", recipe.recipe().momentum(),
                "weight_decay", recipe.recipe().weightDecay(),
                "seeds", seeds)));
  }

  /**
   * The images that stay.
   *
   * @param scores one per image; ignored for {@link Score#RANDOM}
   * @param labels class of each image
   * @param streams randomness of the run
   * @return ascending indices
   */
  public int[] kept(double[] scores, int[] labels, Streams streams) {
    if (changes()) {
      return IntStream.range(0, labels.length).toArray();
    }
    double[] ranks = score == Score.RANDOM ? random(labels.length, streams) : scores;
    if (!balanced) {
      return best(ranks, IntStream.range(0, labels.length).toArray(), count(labels.length));
    }
    int classes = Arrays.stream(labels).max().orElseThrow() + 1;
    return IntStream.range(0, classes)
        .mapToObj(
            one ->
                IntStream.range(0, labels.length).filter(image -> labels[image] == one).toArray())
        .flatMapToInt(images -> Arrays.stream(best(ranks, images, count(images.length))))
        .sorted()
        .toArray();
  }

  private int count(int images) {
    return images == 0 ? 0 : Math.max(1, (int) Math.round(keep * images));
  }

  private int[] best(double[] ranks, int[] images, int count) {
    Comparator<Integer> larger = Comparator.comparingDouble(image -> 0 - ranks[image]);
    Comparator<Integer> smaller = Comparator.comparingDouble(image -> ranks[image]);
    return Arrays.stream(images)
        .boxed()
        .sorted(order == Order.HARD ? larger : smaller) // stable: ties by index
        .limit(count)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static double[] random(int images, Streams streams) {
    return streams.of("data pruning").doubles(images).toArray();
  }
}
