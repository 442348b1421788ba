// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

/**
 * The metrics of an epoch.
 *
 * @param phase phase of the method, such as {@code "train"}
 * @param epoch number of the epoch, from 1 to {@code epochs}
 * @param epochs number of epochs of the phase
 * @param trainLoss mean loss over the steps of the epoch, on augmented images
 * @param test evaluation on the whole test split after the epoch
 * @param cost cost of the run so far
 */
public record EpochReport(
    String phase, int epoch, int epochs, double trainLoss, Evaluation test, Cost cost) {}
