package io.espalier.pruning.mask;

/** Scores that have no order, for one of them is not a number: training has diverged. */
public final class UnrankableScores extends IllegalArgumentException {
  UnrankableScores(String message) {
    super(message);
  }
}
