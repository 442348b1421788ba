// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.io.Serializable;

/**
 * The format of images, as required by a network.
 *
 * @param classes number of classes
 * @param channels channels of an image
 * @param height rows of an image
 * @param width columns of an image
 */
public record ImageFormat(int classes, int channels, int height, int width)
    implements Serializable {
  static ImageFormat square(int classes, int side) {
    return new ImageFormat(classes, Pixels.CHANNELS, side, side);
  }
}
