// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import com.google.gson.annotations.SerializedName;
import java.io.EOFException;
import java.io.IOException;

/**
 * How the test images of a dataset are brought to the input of a network, a square of colour
 * pixels.
 */
public enum TestView {
  /**
   * The whole image, as datasets whose images all have the size of the input show it. An image of
   * another size, which they do not have, is resized so that its short side is that of the input
   * (the long one with it, rounded down), and its centre is shown.
   */
  @SerializedName("whole")
  WHOLE {
    @Override
    View of(int size) {
      return image ->
          image.width() == size && image.height() == size
              ? image.read(Crop.whole(size, size))
              : View.centre(size, size).of(image);
    }
  },

  /**
   * The short side resized to {@code size}·256/224, the long one with it (both rounded down), then
   * the centre (He et al. 2016), as datasets of image files show their images.
   */
  @SerializedName("centre")
  CENTRE {
    @Override
    View of(int size) {
      return View.centre(size);
    }
  };

  abstract View of(int size);

  /**
   * Decodes an image file.
   *
   * @param file a JPEG, PNG, WebP, BMP or GIF file; as for training, grey becomes three equal
   *     channels, and transparency and colour profiles are ignored
   * @param size rows and columns of the input
   * @return planes (channel, row, column) of red, green and blue, one unsigned byte per value
   * @throws IOException with the reason, when the file is no image, truncated, damaged or too large
   */
  public byte[] planes(byte[] file, int size) throws IOException {
    try (EncodedImage image = new EncodedImage(file)) {
      return of(size).of(image).planes();
    } catch (EOFException e) {
      throw new IOException("truncated", e);
    } catch (IOException | RuntimeException e) { // any exception of a decoder for damaged bytes
      throw new IOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }
}
