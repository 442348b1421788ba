// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A corruption of images, in severities 1 to {@value #SEVERITIES}, with the parameters for CIFAR of
 * Hendrycks and Dietterich: "Benchmarking neural network robustness to common corruptions and
 * perturbations", ICLR 2019, arXiv 1903.12261.
 *
 * <p>Images are corrupted on the spot, with random numbers of their own, so their bits are not
 * those of the published files CIFAR-10-C, and numbers of the two must not be compared.
 */
public enum Corruption {
  /** Adds normal noise with deviation c to each value. */
  GAUSSIAN_NOISE(0.04, 0.06, 0.08, 0.09, 0.10) {
    @Override
    void apply(Picture image, int severity, SplittableRandom random) {
      double deviation = parameter(severity);
      image.map(value -> value + deviation * random.nextGaussian());
    }
  },
  /** Counts photons: a value x becomes Poisson(c·x) ÷ c. */
  SHOT_NOISE(500, 250, 100, 75, 50) {
    @Override
    void apply(Picture image, int severity, SplittableRandom random) {
      double photons = parameter(severity);
      Map<Double, Poisson> ofLevels = new HashMap<>();
      image.map(
          value ->
              ofLevels
                      .computeIfAbsent(value, level -> Poisson.of(photons * level))
                      .sample(random.nextDouble())
                  / photons);
    }
  },
  /** Replaces each value with probability c, by 0 or 1 with equal chances. */
  IMPULSE_NOISE(0.01, 0.02, 0.03, 0.05, 0.07) {
    @Override
    void apply(Picture image, int severity, SplittableRandom random) {
      double share = parameter(severity);
      image.map(
          value -> {
            double drawn = random.nextDouble();
            return drawn >= share ? value : drawn < share / 2 ? 0 : 1;
          });
    }
  },
  /** Weighs the pixels around each by a normal density with deviation c in pixels. */
  GAUSSIAN_BLUR(0.4, 0.6, 0.7, 0.8, 1.0) {
    @Override
    void apply(Picture image, int severity, SplittableRandom random) {
      new GaussianBlur(parameter(severity)).apply(image);
    }
  },
  /**
   * Adds c to the brightness of each pixel, its largest channel (the V of HSV), up to 1; the others
   * grow by the same factor. Black becomes grey.
   */
  BRIGHTNESS(0.05, 0.1, 0.15, 0.2, 0.3) {
    @Override
    void apply(Picture image, int severity, SplittableRandom random) {
      double added = parameter(severity);
      for (int pixel = 0; pixel < image.plane(); pixel++) {
        double largest = 0;
        for (int at = pixel; at < image.values().length; at += image.plane()) {
          largest = Math.max(largest, image.values()[at]);
        }
        double brighter = Math.min(1, largest + added);
        for (int at = pixel; at < image.values().length; at += image.plane()) {
          image.values()[at] = largest == 0 ? brighter : image.values()[at] / largest * brighter;
        }
      }
    }
  },
  /** Brings the values of each channel nearer to their mean: mean + c·(x − mean). */
  CONTRAST(0.75, 0.5, 0.4, 0.3, 0.15) {
    @Override
    void apply(Picture image, int severity, SplittableRandom random) {
      double share = parameter(severity);
      for (int from = 0; from < image.values().length; from += image.plane()) {
        int to = from + image.plane();
        double mean = Arrays.stream(image.values(), from, to).average().orElseThrow();
        for (int at = from; at < to; at++) {
          image.values()[at] = Picture.clipped(mean + share * (image.values()[at] - mean));
        }
      }
    }
  },
  /**
   * Adds c times a plasma p and scales: (x + c·p)·M ÷ (M + c), where M is the largest value of the
   * image. The second parameter is the decay of the {@link Plasma}.
   */
  FOG(0.2, 0.5, 0.75, 1, 1.5) {
    private static final Levels DECAY = new Levels(3, 3, 2.5, 2, 1.75);

    @Override
    void apply(Picture image, int severity, SplittableRandom random) {
      double density = parameter(severity);
      Plasma plasma = Plasma.drawn(image, DECAY.at(severity), random);
      double most = Arrays.stream(image.values()).max().orElseThrow();
      for (int at = 0; at < image.values().length; at++) {
        int pixel = at % image.plane();
        double foggy =
            image.values()[at] + density * plasma.at(pixel / image.width(), pixel % image.width());
        image.values()[at] = Picture.clipped(foggy * most / (most + density));
      }
    }
  };

  /** The number of severities. */
  public static final int SEVERITIES = 5;

  private final double first;
  private final double second;
  private final double third;
  private final double fourth;
  private final double fifth;

  Corruption(double first, double second, double third, double fourth, double fifth) {
    this.first = first;
    this.second = second;
    this.third = third;
    this.fourth = fourth;
    this.fifth = fifth;
  }

  /** The parameter c of a severity, from 1. */
  double parameter(int severity) {
    return new Levels(first, second, third, fourth, fifth).at(severity);
  }

  /**
   * Corrupts an image in place.
   *
   * @param severity 1 to {@value #SEVERITIES}
   * @param random randomness of this image alone
   */
  abstract void apply(Picture image, int severity, SplittableRandom random);

  /** As in tables and on the command line: {@code shot-noise}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The names of all corruptions. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Corruption::toString).toList();
  }

  /** The corruption of this name; empty if there is none. */
  public static Optional<Corruption> named(String name) {
    return Arrays.stream(values()).filter(one -> one.toString().equals(name)).findFirst();
  }
}
