// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import io.espalier.pruning.measure.Macs;
import io.espalier.pruning.train.Cost;
import io.espalier.pruning.train.Evaluation;
import java.util.List;

/**
 * The result of a trial.
 *
 * @param test evaluation of the result on the test split: of the last epoch, unless the method
 *     changed the network after it
 * @param epochs number of epochs of all phases, 0 of a network that is only evaluated
 * @param cost cost of the method and its previous rounds, without the dense run
 * @param prunable number of prunable weights
 * @param kept number of weights that the mask keeps
 * @param groups number of prunable groups: single weights, filters or channels
 * @param groupsKept number of groups kept; exactly the requested count
 * @param parameters number of trainable parameters
 * @param parametersKept number of parameters kept; the batch-norm of a removed filter is removed
 *     too
 * @param macs multiply-accumulate operations per image
 * @param layers what was found of each prunable tensor
 * @param weights location of the weights
 * @param mask location of the mask
 */
public record TrialResult(
    Evaluation test,
    int epochs,
    Cost cost,
    long prunable,
    long kept,
    long groups,
    long groupsKept,
    long parameters,
    long parametersKept,
    Macs macs,
    List<LayerResult> layers,
    String weights,
    String mask) {}
