// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

/**
 * A tensor that is never pruned: a part of the vector of the other parameters, of shape (o).
 *
 * @param role what it is in the network
 * @param offset index of its first value in the vector
 * @param size number of values
 */
public record OtherTensor(Role role, long offset, long size) {

  /** What such a tensor is in its network. */
  public enum Role {
    /** The scale γ or the shift β of a normalisation. */
    NORMALISATION,
    /** The bias of a convolution or of a fully connected layer. */
    BIAS,
    /** Anything else, such as the slope of a PReLU. */
    ELSE
  }
}
