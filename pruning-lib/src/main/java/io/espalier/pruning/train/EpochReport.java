package io.espalier.pruning.train;

/**
 * One epoch of a run's curve.
 *
 * @param phase the part of the method, such as {@code "train"}
 * @param epoch from 1 to {@code epochs}
 * @param epochs of the phase
 * @param trainLoss mean over the epoch's steps, of the augmented images
 * @param test on the whole test split, after the epoch
 * @param cost of the run so far
 */
public record EpochReport(
    String phase, int epoch, int epochs, double trainLoss, Evaluation test, Cost cost) {}
