// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

/**
 * The quality of a network on the test split.
 *
 * @param accuracy share of images whose class has the largest logit, in [0, 1]
 * @param top5 share of images whose class is among the five largest logits, in [0, 1]
 * @param loss mean cross-entropy, in nats
 */
public record Evaluation(double accuracy, double top5, double loss) {}
