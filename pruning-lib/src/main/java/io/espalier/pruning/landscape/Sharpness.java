// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.landscape;

/**
 * The sharpness of a ticket, see {@link AdaptiveSharpness}.
 *
 * @param rho ρ
 * @param images number of training images
 * @param loss mean loss of the ticket itself, in nats, of normalised logits
 * @param worst mean over batches of the sharpness at worst, in nats
 * @param mean mean over batches of the sharpness in the mean, in nats
 */
public record Sharpness(double rho, int images, double loss, double worst, double mean) {}
