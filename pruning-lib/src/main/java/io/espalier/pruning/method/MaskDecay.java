// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.NofM;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How a network comes to an N:M pattern in training: masks that decay (Bambhaniya, Yazdanbakhsh,
 * Subramanian, Kao, Agrawal, Evci, Krishna: "Progressive gradient flow for robust N:M sparsity
 * training in transformers", 2024, arXiv 2402.04744).
 *
 * <p>The network computes with z = o⊙θ, all of shape (n). With m the N:M mask of θ, recomputed at
 * every step, and p the share of steps done:
 *
 * <ul>
 *   <li>{@code linear} and {@code exponential}: o = m + b(1 − m), where b is 1 up to p = {@code
 *       dense_until} and 0 from {@code decay_until} on. In between, with t from 0 to 1, b is 1 − t
 *       or e^(−ct) with c = ln 100.
 *   <li>{@code structure}: o is 1 up to {@code dense_until}, m from {@code decay_until} on, and in
 *       between, for equal shares, the mask of the wider patterns (M − 1):M, M/2:M, M/4:M, … down
 *       to N:M.
 * </ul>
 *
 * <p>By {@code flow: masked} the gradient of θ is o⊙∇l(z), the derivative at a fixed m, so that
 * less and less of it reaches the weights that will be removed; {@code flow: straight} passes ∇l(z)
 * unchanged, as the released code does. Evaluations are those of m⊙θ throughout.
 *
 * <p>From the paper: the courses, a dense share at the start, and a share with the final pattern at
 * the end. Its lengths were not found; {@code dense_until} and {@code decay_until} are chosen here.
 *
 * <p>Differs from the released code: there the rate of a decay is per step, here it follows from
 * the share at which it ends, and the exponential course ends at 0.01 instead of fading out. There
 * the last of the wider patterns is the final one.
 *
 * @param maskDecay the course
 * @param denseUntil share of the steps, in [0, 1]
 * @param decayUntil share of the steps, in [{@code denseUntil}, 1]
 * @param flow the gradient of weights outside of the pattern
 */
public record MaskDecay(Course maskDecay, double denseUntil, double decayUntil, Flow flow)
    implements Serializable {

  /** How the mask decays. */
  public enum Course {
    /** Not at all: the pattern holds from the first step on. */
    NONE,
    LINEAR,
    EXPONENTIAL,
    STRUCTURE
  }

  /** What reaches the weights outside of the pattern. */
  public enum Flow {
    MASKED,
    STRAIGHT
  }

  /** b at the end of the exponential course. */
  private static final double LEAST = 0.01;

  static final MaskDecay DEFAULTS = new MaskDecay(Course.NONE, 0.1, 0.75, Flow.MASKED);

  public MaskDecay {
    new Requirements()
        .share("dense_until", denseUntil)
        .share("decay_until", decayUntil)
        .that(
            denseUntil <= decayUntil,
            "decay_until",
            decayUntil,
            "at least dense_until, " + denseUntil)
        .check();
  }

  /** Whether ∇l(z) reaches all weights unchanged. */
  boolean isStraight() {
    return maskDecay == Course.NONE || flow == Flow.STRAIGHT;
  }

  /** Whether the pattern holds from the share {@code progress} on. */
  boolean hasEnded(double progress) {
    return maskDecay == Course.NONE || progress >= decayUntil;
  }

  /** Whether the network is dense at the share {@code progress}. */
  boolean isDense(double progress) {
    return !hasEnded(progress) && progress <= denseUntil;
  }

  /** b, at a share between those of the two others. */
  double open(double progress) {
    double t = through(progress);
    return maskDecay == Course.LINEAR ? 1 - t : Math.pow(LEAST, t);
  }

  /** The index of one of {@code patterns} wider patterns, likewise. */
  int stage(double progress, int patterns) {
    return Math.min(patterns - 1, (int) (through(progress) * patterns));
  }

  private double through(double progress) {
    return (progress - denseUntil) / (decayUntil - denseUntil);
  }

  /** The patterns before {@code last}, the widest first: 7:8, 4:8 and 2:8 of 1:8. */
  static List<NofM> wider(NofM last) {
    List<NofM> patterns = new ArrayList<>();
    if (last.keep() < last.of() - 1) {
      patterns.add(new NofM(last.of() - 1, last.of()));
    }
    for (int keep = last.of() / 2; keep > last.keep(); keep /= 2) {
      patterns.add(new NofM(keep, last.of()));
    }
    return patterns;
  }
}
