// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.landscape;

import io.espalier.pruning.train.Evaluation;

/**
 * A network on the line between two tickets.
 *
 * @param position t, from 0, the first ticket, to 1, the second
 * @param loss mean cross-entropy on training images without augmentation, in nats
 * @param test on the test split
 */
public record PathPoint(double position, double loss, Evaluation test) {}
