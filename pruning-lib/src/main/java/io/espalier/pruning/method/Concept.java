// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.train.Recipe;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Density-based pruning by concept clusters (Abbas, Rusak, Tirumala, Brendel, Chaudhuri, Morcos:
 * "Effective pruning of web-scale datasets based on complexity of concept clusters", ICLR 2024,
 * arXiv 2401.04578): complex clusters of images keep more of them.
 *
 * <p>The features of all images, scaled to length 1, are clustered by k-means. For cluster j of N_j
 * images, d_intra is the mean distance 1 − cos of its images from its center, d_inter that of its
 * center from the 20 nearest other centers, and its share is
 *
 * <p>P_j = softmax(d_intra·d_inter / τ).
 *
 * <p>Of N images, x_j are of cluster j: those that minimise ½·Σ(x_j − P_j·N)² with Σx_j = N and x_j
 * ≤ N_j, which is x_j = min(P_j·N + λ, N_j) for one λ ≥ 0. Within a cluster, the images farthest
 * from the center come first. Because no x_j falls when N rises, this is one ranking for all N: the
 * score of an image is −N for the N at which it comes in, so the images kept are the largest
 * scores. In the mean over networks.
 *
 * <p>Defaults: τ 0.5 and 20 neighbours, of the authors' code.
 *
 * <p>Differs from the paper: features of networks that were trained on the labels, whereas the
 * paper has those of CLIP; ten clusters a class (the paper has hundreds for its data); no
 * deduplication before it, and no least share of a cluster, which the code has.
 *
 * @param recipe how the networks are trained
 * @param seeds number of networks
 */
public record Concept(Recipe recipe, int seeds) implements FeatureScores {
  private static final int CLUSTERS_PER_CLASS = 10;
  private static final int NEIGHBOURS = 20;
  private static final double TEMPERATURE = 0.5;

  @Override
  public double[] scores(double[][] features, int classes, SplittableRandom random)
      throws InterruptedException {
    int clusters = Math.min(CLUSTERS_PER_CLASS * classes, features.length);
    return scores(features, KMeans.interruptibleCenters(features, clusters, random));
  }

  /** −N of each point, for the N at which it comes in. */
  static double[] scores(double[][] points, double[][] centers) {
    int[] clusters =
        Arrays.stream(points).mapToInt(point -> KMeans.nearest(point, centers)).toArray();
    double[] distances = new double[points.length];
    for (int point = 0; point < points.length; point++) {
      distances[point] = UnitFeatures.distance(points[point], centers[clusters[point]]);
    }
    int[][] members = // the farthest first
        IntStream.range(0, centers.length)
            .mapToObj(
                cluster ->
                    IntStream.range(0, points.length)
                        .filter(point -> clusters[point] == cluster)
                        .boxed()
                        .sorted(Comparator.comparingDouble(point -> -distances[point]))
                        .mapToInt(Integer::intValue)
                        .toArray())
            .toArray(int[][]::new);
    int[] used =
        IntStream.range(0, centers.length).filter(one -> members[one].length > 0).toArray();
    double[] products =
        Arrays.stream(used)
            .mapToDouble(
                one ->
                    Arrays.stream(members[one])
                            .mapToDouble(point -> distances[point])
                            .average()
                            .orElseThrow()
                        * fromOthers(one, used, centers))
            .toArray();
    double[][] entries =
        entries(shares(products), Arrays.stream(used).map(one -> members[one].length).toArray());
    double[] scores = new double[points.length];
    for (int i = 0; i < used.length; i++) {
      for (int rank = 0; rank < entries[i].length; rank++) {
        scores[members[used[i]][rank]] = -entries[i][rank];
      }
    }
    return scores;
  }

  /** The mean distance of a center from its nearest others; 0 if there is no other. */
  private static double fromOthers(int one, int[] used, double[][] centers) {
    return Arrays.stream(used)
        .filter(other -> other != one)
        .mapToDouble(other -> UnitFeatures.distance(centers[one], centers[other]))
        .sorted()
        .limit(NEIGHBOURS)
        .average()
        .orElse(0);
  }

  /**
   * P.
   *
   * @param products d_intra·d_inter of each cluster
   */
  static double[] shares(double[] products) {
    double largest = Arrays.stream(products).max().orElseThrow();
    double[] powers =
        Arrays.stream(products).map(one -> Math.exp((one - largest) / TEMPERATURE)).toArray();
    double sum = Arrays.stream(powers).sum();
    return Arrays.stream(powers).map(power -> power / sum).toArray();
  }

  /**
   * The N at which each image of each cluster comes in: the one of rank r = 1, 2, … where x_j
   * reaches r − ½. Between two N at which clusters run out of images, all x_j grow in proportion:
   * those of clusters that have images left by P_j plus an equal part of what is missing.
   *
   * @param shares P_j
   * @param sizes N_j, 1 or more
   */
  static double[][] entries(double[] shares, int[] sizes) {
    double[][] entries = Arrays.stream(sizes).mapToObj(double[]::new).toArray(double[][]::new);
    double[] reached = new double[sizes.length]; // x_j
    double kept = 0; // N
    boolean[] full = new boolean[sizes.length];
    for (int left = sizes.length; left > 0; left--) {
      int[] open = IntStream.range(0, sizes.length).filter(one -> !full[one]).toArray();
      double missing = 1 - Arrays.stream(open).mapToDouble(one -> shares[one]).sum();
      double extra = missing / left;
      int first = -1;
      double step = Double.POSITIVE_INFINITY;
      for (int one : open) {
        double until = (sizes[one] - reached[one]) / (shares[one] + extra);
        if (until < step) {
          step = until;
          first = one;
        }
      }
      for (int one : open) {
        double slope = shares[one] + extra;
        double end = one == first ? sizes[one] : reached[one] + slope * step;
        for (int rank = firstAbove(reached[one]); rank <= sizes[one] && rank - 0.5 <= end; rank++) {
          entries[one][rank - 1] = kept + (rank - 0.5 - reached[one]) / slope;
        }
        reached[one] = end;
      }
      kept += step;
      full[first] = true;
    }
    return entries;
  }

  /** The first rank that x has not reached. */
  private static int firstAbove(double x) {
    return (int) Math.floor(x + 0.5) + 1;
  }
}
