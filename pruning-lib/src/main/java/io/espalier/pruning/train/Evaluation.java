package io.espalier.pruning.train;

/**
 * How good a network is on the test split.
 *
 * @param accuracy share of images whose largest logit is their class's, in [0, 1]
 * @param top5 share of images whose class is among the five largest logits, in [0, 1]
 * @param loss mean cross-entropy, in nats
 */
public record Evaluation(double accuracy, double top5, double loss) {}
