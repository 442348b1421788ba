// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A compressed image in one of the formats of {@link FileFormat}, whatever the file name; of an
 * animation, the first image. Its size is known, and limited, before it is decoded.
 *
 * <p>Like {@code convert("RGB")} of PIL, ignores colour profiles and transparency, and converts
 * grey to three equal channels. Damaged metadata does no harm; a truncated image is an error.
 */
final class EncodedImage implements AutoCloseable {
  /**
   * Maximum number of pixels. Decoding takes at most 7 bytes each, so 700 MB a thread. A constant,
   * because a limit by the memory of the machine would make another dataset of the same files.
   */
  static final int MOST_PIXELS = 100_000_000;

  /** Maximum of rows and of columns: what JPEG and GIF can have. */
  static final int LONGEST_SIDE = 65_535;

  private final ImageInputStream input;
  private final ImageReader reader;
  private final Optional<JpegFile> jpeg;
  private final int width;
  private final int height;
  private final List<String> warnings = new ArrayList<>();

  /**
   * @throws IOException when the bytes are not an image, or one that is too large
   */
  EncodedImage(byte[] bytes) throws IOException {
    FileFormat format =
        FileFormat.of(bytes)
            .orElseThrow(
                () ->
                    new IIOException(
                        bytes.length == 0
                            ? "the file is empty"
                            : "not a JPEG, PNG, WebP, BMP or GIF file"));
    this.jpeg = format == FileFormat.JPEG ? Optional.of(JpegFile.of(bytes)) : Optional.empty();
    byte[] stream =
        switch (format) {
          case JPEG -> jpeg.get().bytes();
          case PNG -> PngFile.critical(bytes);
          case WEBP -> WebpFile.firstImage(bytes);
          case BMP, GIF -> bytes;
        };
    this.input = new MemoryCacheImageInputStream(new ByteArrayInputStream(stream));
    this.reader = format.reader();
    reader.setInput(input, true, true);
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try {
      this.width = reader.getWidth(0);
      this.height = reader.getHeight(0);
      requireSize();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void requireSize() throws IIOException {
    if (width < 1 || height < 1) {
      throw new IIOException("%sx%s pixels, must have some".formatted(width, height));
    }
    if ((long) width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) {
      throw new IIOException(
          "%sx%s pixels, must be at most %s in all and %s a side"
              .formatted(width, height, MOST_PIXELS, LONGEST_SIDE));
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
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
        jpeg.isPresent() && jpeg.get().colours().areInks()
            ? CmykJpeg.pixels(reader.readRaster(0, parameters), jpeg.get().colours())
            : pixels(reader.read(0, parameters));
    if (jpeg.isPresent()) {
      requireComplete(jpeg.get());
    }
    return pixels;
  }

  /**
   * The decoder makes missing pixels grey and warns, of the first fault that it finds. Superfluous
   * bytes, and a missing end marker after the last pixel, are harmless.
   */
  private void requireComplete(JpegFile file) throws IIOException {
    List<String> faults =
        warnings.stream().filter(warning -> !warning.contains("Missing EOI")).toList();
    boolean isOpen = faults.size() < warnings.size();
    if (isOpen && (!faults.isEmpty() || !file.inOneScan())) {
      throw new IIOException("truncated");
    }
    for (String fault : faults) {
      if (fault.startsWith("Corrupt JPEG data") && !fault.contains("extraneous bytes")) {
        throw new IIOException(fault);
      }
    }
  }

  private static Pixels pixels(BufferedImage image) {
    Pixels pixels = new Pixels(image.getWidth(), image.getHeight());
    int width = pixels.width();
    int area = width * pixels.height();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    IntUnaryOperator[] levels = levels(image);
    int[] row = new int[width * bands];
    for (int y = 0; y < pixels.height(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int c = 0; c < Pixels.CHANNELS; c++) {
        int to = c * area + y * width;
        for (int x = 0, from = bands < Pixels.CHANNELS ? 0 : c; x < width; x++, from += bands) {
          pixels.planes()[to + x] = (byte) levels[c].applyAsInt(row[from]);
        }
      }
    }
    return pixels;
  }

  /** For each colour, the level from 0 to 255 of a sample. */
  private static IntUnaryOperator[] levels(BufferedImage image) {
    ColorModel model = image.getColorModel();
    IntUnaryOperator[] levels = new IntUnaryOperator[Pixels.CHANNELS];
    for (int c = 0; c < Pixels.CHANNELS; c++) {
      int shift = 8 * (Pixels.CHANNELS - 1 - c);
      int size = model.getComponentSize(Math.min(c, model.getNumComponents() - 1));
      int most = (1 << size) - 1;
      if (model instanceof IndexColorModel palette) {
        levels[c] = entry -> palette.getRGB(entry) >> shift;
      } else if (size >= 8) {
        levels[c] = sample -> sample >> (size - 8);
      } else {
        levels[c] = sample -> sample * 255 / most;
      }
    }
    return levels;
  }

  @Override
  public void close() throws IOException {
    reader.dispose();
    input.close();
  }
}
