package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;

/**
 * A method's result.
 *
 * @param mask of the weights kept
 * @param state whose weights are 0 where the mask is
 */
public record Pruned(Mask mask, NetworkState state) {}
