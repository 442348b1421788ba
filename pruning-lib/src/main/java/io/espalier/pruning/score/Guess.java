// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import java.io.Serializable;

/**
 * A class and how likely a network takes it to be.
 *
 * @param index class index
 * @param name name of the class
 * @param probability softmax of the logits, in [0, 1]
 */
public record Guess(int index, String name, double probability) implements Serializable {}
