// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A compressed image, JPEG or any other format that the JDK reads, whatever the file name. Its size
 * is known before decoding.
 *
 * <p>Like {@code convert("RGB")} of PIL, ignores colour profiles and transparency, and converts
 * grey to three equal channels.
 */
final class EncodedImage implements AutoCloseable {
  private final ImageInputStream input;
  private final ImageReader reader;
  private final List<String> warnings = new ArrayList<>();

  /**
   * @throws IOException when the bytes are not an image
   */
  EncodedImage(byte[] bytes) throws IOException {
    this.input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
    Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
    if (!readers.hasNext()) {
      throw new IIOException("not a JPEG or PNG file");
    }
    this.reader = readers.next();
    reader.setInput(input, true, false);
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
  }

  int width() throws IOException {
    return reader.getWidth(0);
  }

  int height() throws IOException {
    return reader.getHeight(0);
  }

  /**
   * Decodes a part of the image.
   *
   * @throws IOException when the image is damaged or truncated
   */
  Pixels read(Crop part) throws IOException {
    ImageReadParam parameters = reader.getDefaultReadParam();
    parameters.setSourceRegion(new Rectangle(part.x(), part.y(), part.width(), part.height()));
    Pixels pixels =
        isOfInks() ? CmykJpeg.pixels(reader, parameters) : pixels(reader.read(0, parameters));
    if (warned("Missing EOI") && warned("premature end of data")) {
      throw new IIOException("truncated");
    }
    return pixels;
  }

  /** Whether the image is CMYK or YCCK; some releases of Java 17 decode such images incorrectly. */
  private boolean isOfInks() throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    return !types.hasNext()
        || types.next().getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK;
  }

  /** A missing end marker alone is harmless; with truncated data, the rest of the image is grey. */
  private boolean warned(String of) {
    return warnings.stream().anyMatch(warning -> warning.contains(of));
  }

  private static Pixels pixels(BufferedImage image) {
    Pixels pixels = new Pixels(image.getWidth(), image.getHeight());
    int area = image.getWidth() * image.getHeight();
    Raster raster = image.getRaster();
    for (int c = 0; c < Pixels.CHANNELS; c++) {
      if (image.getColorModel() instanceof IndexColorModel palette) {
        int[] entries =
            raster.getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
        for (int i = 0; i < area; i++) {
          pixels.planes()[c * area + i] = (byte) (palette.getRGB(entries[i]) >> (8 * (2 - c)));
        }
      } else {
        int band = raster.getNumBands() < Pixels.CHANNELS ? 0 : c;
        int shift = raster.getSampleModel().getSampleSize(band) - 8;
        int[] samples =
            raster.getSamples(0, 0, image.getWidth(), image.getHeight(), band, (int[]) null);
        for (int i = 0; i < area; i++) {
          pixels.planes()[c * area + i] = (byte) (samples[i] >> shift);
        }
      }
    }
    return pixels;
  }

  @Override
  public void close() throws IOException {
    reader.dispose();
    input.close();
  }
}
