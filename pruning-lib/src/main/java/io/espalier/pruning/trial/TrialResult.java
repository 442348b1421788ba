package io.espalier.pruning.trial;

import io.espalier.pruning.measure.LayerSparsity;
import io.espalier.pruning.measure.Macs;
import io.espalier.pruning.train.Cost;
import io.espalier.pruning.train.Evaluation;
import java.util.List;

/**
 * What came of a trial.
 *
 * @param test the last epoch's evaluation on the test split
 * @param epochs of all phases
 * @param cost of the method run alone from the dense network: its previous rounds included
 * @param prunable prunable weights
 * @param kept those that the mask keeps
 * @param groups what could be removed: weights singly, filters or channels
 * @param groupsKept those of them that are kept; exactly the count asked for
 * @param parameters all trainable parameters
 * @param parametersKept those of them that are left: with a filter goes its batch-norm
 * @param macs multiply-accumulates an image
 * @param layers what is kept of each prunable tensor
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
    List<LayerSparsity> layers,
    String weights,
    String mask) {}
