// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Generated image files. */
final class Pictures {
  private Pictures() {}

  /** A picture that depends on seed and position, smooth enough for JPEG. */
  static BufferedImage colour(int width, int height, int seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(
            x, y, level(seed, x, y) << 16 | level(seed + 1, y, x) << 8 | level(seed, y, y));
      }
    }
    return image;
  }

  static BufferedImage grey(int width, int height, int seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, level(seed, x, y));
      }
    }
    return image;
  }

  /** A level from 0 to 255. */
  static int level(int seed, int x, int y) {
    return (40 * seed + 5 * x + 3 * y) % 256;
  }

  static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("No writer of " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A progressive JPEG. */
  static byte[] progressive(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** An animated GIF. */
  static byte[] animated(BufferedImage... images) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (BufferedImage image : images) {
        writer.writeToSequence(new IIOImage(image, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A picture of 64 colours, with a palette. */
  static BufferedImage indexed(int width, int height, int seed) {
    byte[] levels = new byte[64];
    byte[] others = new byte[64];
    for (int i = 0; i < 64; i++) {
      levels[i] = (byte) (4 * i);
      others[i] = (byte) (255 - 3 * i);
    }
    IndexColorModel palette = new IndexColorModel(8, 64, levels, others, levels);
    BufferedImage image =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, level(seed, x, y) % 64);
      }
    }
    return image;
  }

  /** A JPEG of the samples of {@code image} as they are, without any conversion of colours. */
  static byte[] rawJpeg(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(image.getRaster(), null, null));
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The JPEG with an Adobe marker inserted after its start. */
  static byte[] withAdobeMarker(byte[] jpeg, int transform) {
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
    return withSegment(jpeg, 0xEE, adobe);
  }

  /** The JPEG with a segment inserted after its start. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, 2);
    bytes.write(0xFF);
    bytes.write(marker);
    bytes.write((content.length + 2) >> 8);
    bytes.write(content.length + 2);
    bytes.writeBytes(content);
    bytes.write(jpeg, 2, jpeg.length - 2);
    return bytes.toByteArray();
  }

  /** The JPEG without the marker of JFIF, which must be its first segment. */
  static byte[] withoutJfif(byte[] jpeg) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, 2);
    bytes.write(jpeg, 20, jpeg.length - 20);
    return bytes.toByteArray();
  }

  /** The JPEG with these names of its three colours, in the frame header and in the only scan. */
  static byte[] withComponents(byte[] jpeg, int... ids) {
    byte[] changed = jpeg.clone();
    for (int i = 0; i < ids.length; i++) {
      changed[frame(jpeg) + 10 + 3 * i] = (byte) ids[i];
      changed[indexOf(jpeg, 0xDA) + 5 + 2 * i] = (byte) ids[i];
    }
    return changed;
  }

  /** The place of the frame header of a JPEG: its height is 5 bytes further, then its width. */
  static int frame(byte[] jpeg) {
    int sequential = indexOf(jpeg, 0xC0);
    return sequential >= 0 ? sequential : indexOf(jpeg, 0xC2);
  }

  private static int indexOf(byte[] jpeg, int marker) {
    for (int i = 0; i + 1 < jpeg.length; i++) {
      if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == marker) {
        return i;
      }
    }
    return -1;
  }

  /** The PNG with a chunk inserted after its header. */
  static byte[] withChunk(byte[] png, String type, byte[] content) {
    byte[] named =
        (type + new String(content, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(named);
    ByteBuffer bytes = ByteBuffer.allocate(png.length + content.length + 12);
    bytes.put(png, 0, 33).putInt(content.length).put(named).putInt((int) checksum.getValue());
    return bytes.put(png, 33, png.length - 33).array();
  }

  /** The file of hexadecimal digits. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  static byte[] cutShort(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
