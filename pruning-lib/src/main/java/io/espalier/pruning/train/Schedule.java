// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

/** The decay of a learning rate over a run, as a factor of its initial value. */
public enum Schedule {
  /** Always the initial rate. */
  CONSTANT {
    @Override
    public double factor(double progress) {
      return 1;
    }
  },
  /**
   * (1 + cos(π·progress)) / 2, applied at every step (the authors of BiP apply it at every epoch).
   */
  COSINE {
    @Override
    public double factor(double progress) {
      return (1 + Math.cos(Math.PI * progress)) / 2;
    }
  },
  /** 1, then 0.1 from half of the run and 0.01 from three quarters of it. */
  STEP {
    @Override
    public double factor(double progress) {
      return progress < 0.5 ? 1 : progress < 0.75 ? 0.1 : 0.01;
    }
  };

  /**
   * @param progress share of the steps of the run done, in [0, 1)
   * @return the factor on the initial rate, in [0, 1]
   */
  public abstract double factor(double progress);
}
