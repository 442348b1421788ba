// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;

/**
 * The result of a method.
 *
 * @param mask mask of the weights kept
 * @param state state whose weights are 0 where the mask is 0
 */
public record Pruned(Mask mask, NetworkState state) {}
