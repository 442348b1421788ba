// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Clusters of points by k-means: Lloyd's algorithm from centers of k-means++ (Arthur, Vassilvitskii
 * 2007), until no point changes its cluster, or for 100 rounds. The libraries for it copy each
 * point to an object or need a cluster of their own.
 */
final class KMeans {
  private static final int ROUNDS = 100;

  private KMeans() {}

  /**
   * @param points of equal length, one or more
   * @param count number of clusters; with fewer distinct points, some centers are equal
   * @return (count, length); a center without points stays where it was
   */
  static double[][] centers(double[][] points, int count, SplittableRandom random) {
    return centers(points, count, random, () -> {});
  }

  /**
   * As {@link #centers}, for many points of many values, which take minutes.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  static double[][] interruptibleCenters(double[][] points, int count, SplittableRandom random)
      throws InterruptedException {
    return centers(points, count, random, KMeans::requireNotInterrupted);
  }

  private static void requireNotInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("Interrupted in k-means");
    }
  }

  /** Is called for each point in each round. */
  @FunctionalInterface
  private interface Check<E extends Exception> {
    void check() throws E;
  }

  private static <E extends Exception> double[][] centers(
      double[][] points, int count, SplittableRandom random, Check<E> check) throws E {
    double[][] centers = first(points, count, random, check);
    int[] clusters = new int[points.length];
    Arrays.fill(clusters, -1);
    for (int round = 0; round < ROUNDS && assign(points, centers, clusters, check); round++) {
      move(centers, points, clusters);
    }
    return centers;
  }

  /** Each next center is a point, with a probability in proportion to its squared distance. */
  private static <E extends Exception> double[][] first(
      double[][] points, int count, SplittableRandom random, Check<E> check) throws E {
    double[][] centers = new double[count][];
    double[] nearest = new double[points.length];
    Arrays.fill(nearest, 1);
    for (int center = 0; center < count; center++) {
      check.check();
      centers[center] = points[drawn(nearest, random)].clone();
      for (int point = 0; point < points.length; point++) {
        double distance = squaredDistance(points[point], centers[center]);
        nearest[point] = center == 0 ? distance : Math.min(nearest[point], distance);
      }
    }
    return centers;
  }

  private static int drawn(double[] weights, SplittableRandom random) {
    double left = random.nextDouble() * Arrays.stream(weights).sum();
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        left -= weights[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last;
  }

  /** Puts each point into the cluster of its nearest center; the first one if several are. */
  private static <E extends Exception> boolean assign(
      double[][] points, double[][] centers, int[] clusters, Check<E> check) throws E {
    boolean changed = false;
    for (int point = 0; point < points.length; point++) {
      check.check();
      int nearest = nearest(points[point], centers);
      changed |= nearest != clusters[point];
      clusters[point] = nearest;
    }
    return changed;
  }

  /** The index of the nearest center, the first one if several are. */
  static int nearest(double[] point, double[][] centers) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int center = 0; center < centers.length; center++) {
      double distance = squaredDistance(point, centers[center]);
      if (distance < least) {
        least = distance;
        nearest = center;
      }
    }
    return nearest;
  }

  private static void move(double[][] centers, double[][] points, int[] clusters) {
    for (int center = 0; center < centers.length; center++) {
      double[] sum = new double[points[0].length];
      int members = 0;
      for (int point = 0; point < points.length; point++) {
        if (clusters[point] == center) {
          members++;
          for (int i = 0; i < sum.length; i++) {
            sum[i] += points[point][i];
          }
        }
      }
      if (members > 0) {
        int size = members;
        centers[center] = Arrays.stream(sum).map(value -> value / size).toArray();
      }
    }
  }

  private static double squaredDistance(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return sum;
  }
}
