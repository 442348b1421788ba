// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import io.espalier.pruning.data.InputImages;
import io.espalier.pruning.data.TestView;
import io.espalier.pruning.export.Manifest;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * The input of a ticket's network. Tickets with equal inputs see the same pixels of an image.
 *
 * @param view how an image is brought to the input
 * @param size rows and columns
 * @param mean mean of each of the three channels
 * @param deviation standard deviation of each channel
 */
public record TicketInput(TestView view, int size, List<Float> mean, List<Float> deviation)
    implements Serializable {

  /** The largest size that is taken for that of a dataset of small images, all of one size. */
  private static final int SMALL = 64;

  /** Maximum bytes of a batch, as in the evaluation of a run. */
  private static final int LARGEST_BYTES = 1 << 25;

  public TicketInput {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /**
   * The input that a manifest describes. One of an older ticket does not say its view: it is then
   * {@link TestView#WHOLE} up to 64×64 pixels, and {@link TestView#CENTRE} above. That is right for
   * every listed dataset but a folder of images with a {@code size} of 64 or less.
   *
   * @throws IOException when the manifest is incomplete, or the input is no square of three
   *     channels
   */
  public static TicketInput of(Manifest manifest) throws IOException {
    List<Integer> image = manifest.image();
    if (image == null || image.size() != 3 || manifest.mean() == null) {
      throw new IOException("Cannot use the ticket: its manifest is incomplete");
    }
    if (image.get(0) != 3 || !image.get(1).equals(image.get(2))) {
      throw new IOException(
          "Cannot use the ticket: its network takes images of %s (channels, height, width), must take colour images of equal sides"
              .formatted(image));
    }
    int size = image.get(1);
    TestView bySize = size <= SMALL ? TestView.WHOLE : TestView.CENTRE;
    return new TicketInput(
        manifest.view() == null ? bySize : manifest.view(),
        size,
        manifest.mean(),
        manifest.deviation());
  }

  /** The images of a pass: at most {@code wanted}, and at most 32 MiB of them. */
  public int fitting(int wanted) {
    int bytes = InputImages.CHANNELS * size * size * Float.BYTES;
    return Math.min(wanted, Math.max(1, LARGEST_BYTES / bytes));
  }

  /** The same input with another view. */
  public TicketInput seenAs(TestView other) {
    return new TicketInput(other, size, mean, deviation);
  }

  /** Prepares images for this input; for one thread. */
  public InputImages images() {
    return new InputImages(view, size, values(mean), values(deviation));
  }

  private static float[] values(List<Float> list) {
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i);
    }
    return values;
  }
}
