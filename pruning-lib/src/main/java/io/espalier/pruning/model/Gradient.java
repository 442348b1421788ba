// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;

/**
 * The result of a backward pass.
 *
 * @param loss a scalar, still on the device
 * @param weights g = ∂loss/∂z at the masked weights z = θ⊙m, shape (n). Because z is bilinear in θ
 *     and m, ∂loss/∂θ = m⊙g and ∂loss/∂m = θ⊙g
 * @param other gradient of the other trainable parameters, shape (o)
 */
public record Gradient(NDArray loss, NDArray weights, NDArray other) {}
