// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.measure;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * The PQ index of a vector w of d values (Diao, Wang, Zhang, Yang, Ding, Tarokh: "Pruning deep
 * neural networks from a sparsity perspective", ICLR 2023, arXiv 2302.05601):
 *
 * <p>I(w) = 1 − d^(1/q − 1/p) · ‖w‖_p / ‖w‖_q, 0 &lt; p &lt; q,
 *
 * <p>from 0, if all |w| are equal, to 1 − d^(1/q − 1/p), if all but one are 0. It changes neither
 * with the scale of w nor if w is repeated.
 *
 * @param normP p
 * @param normQ q
 */
public record PqIndex(double normP, double normQ) implements Serializable {
  private static final double SQUARE_ROOT = 0.5;

  /** p = ½, q = 1, as in the experiments of the paper. */
  public static final PqIndex DEFAULT = new PqIndex(SQUARE_ROOT, 1);

  public PqIndex {
    new Requirements()
        .positive("norm_p", normP)
        .that(normQ > normP && Double.isFinite(normQ), "norm_q", normQ, "greater than norm_p")
        .check();
  }

  /**
   * The index of a vector; empty if it has no value, or only zeros.
   *
   * @param sizes |w|, each 0 or greater
   */
  public OptionalDouble of(double... sizes) {
    double largest = DoubleStream.of(sizes).max().orElse(0);
    if (!(largest > 0)) {
      return OptionalDouble.empty();
    }
    double sumP = 0;
    double sumQ = 0;
    for (double size : sizes) {
      sumP += power(size / largest, normP);
      sumQ += power(size / largest, normQ);
    }
    double means = power(sumP / sizes.length, 1 / normP) / power(sumQ / sizes.length, 1 / normQ);
    return OptionalDouble.of(Math.max(0, 1 - means)); // rounding could make it negative
  }

  /**
   * The paper's lower bound on the number of values that a vector of this index needs: d·(1 +
   * η)^(−q/(q − p))·(1 − I)^(pq/(q − p)).
   *
   * @param values d
   * @param index I
   * @param eta η
   */
  public double needed(long values, double index, double eta) {
    double difference = normQ - normP;
    return values
        * power(1 + eta, -normQ / difference)
        * power(1 - index, normP * normQ / difference);
  }

  /** The same on every processor, and fast for the usual exponents. */
  private static double power(double base, double exponent) {
    if (exponent == SQUARE_ROOT) {
      return Math.sqrt(base);
    }
    return exponent == 1 ? base : StrictMath.pow(base, exponent);
  }
}
