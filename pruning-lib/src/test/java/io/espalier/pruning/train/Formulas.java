// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Values of formulas. */
public final class Formulas {
  private Formulas() {}

  /** The value for these arguments, as the update of a zero vector computes it. */
  public static NDArray value(Formula formula, List<NDArray> vectors, double... numbers) {
    NDArray value = vectors.get(0).zerosLike();
    new Sgd(value, 0, 0, formula).step(-1, vectors, numbers); // 0 − (−1)·g
    return value;
  }
}
