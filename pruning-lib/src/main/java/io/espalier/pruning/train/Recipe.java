package io.espalier.pruning.train;

/**
 * Plain training: stochastic gradient descent with momentum and weight decay.
 *
 * @param epochs passes over the training set
 * @param batch images a step; the last batch of an epoch may be smaller
 * @param rate initial learning rate
 * @param schedule how the rate falls
 * @param momentum in [0, 1)
 * @param weightDecay added to the gradient, times the parameter, for every parameter
 */
public record Recipe(
    int epochs,
    int batch,
    double rate,
    Schedule schedule,
    double momentum,
    double weightDecay) {}
