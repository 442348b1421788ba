// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.IIOException;

/**
 * A JPEG without its metadata. Decoders fail on damaged metadata, convert colours by embedded
 * profiles, and guess the colours from it in different ways. Here only the markers of JFIF and
 * Adobe are read, by the rules of libjpeg (default_decompress_parms in jdapimin.c), and one of them
 * is written that says the same beyond doubt.
 *
 * @param bytes stream for a decoder
 * @param colours of the samples
 * @param inOneScan whether all colours are in one sequential scan; a file without end marker is
 *     then complete when its last pixel is there
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JpegFile(byte[] bytes, Colours colours, boolean inOneScan) {

  /** The colours of samples, with the application marker that tells a decoder. */
  enum Colours {
    GREY("FFE000104A46494600010100000100010000"),
    YCC("FFE000104A46494600010100000100010000"),
    RGB("FFEE000E41646F626500640000000000"),
    CMYK("FFEE000E41646F626500640000000000"),
    YCCK("FFEE000E41646F626500640000000002"),
    UNKNOWN("");

    private final String marker;

    Colours(String marker) {
      this.marker = marker;
    }

    boolean areInks() {
      return this == CMYK || this == YCCK;
    }
  }

  /**
   * @throws IIOException when the header is truncated or damaged
   */
  static JpegFile of(byte[] file) throws IIOException {
    return new Header(file).read();
  }

  /** Reads the segments up to the first scan. */
  private static final class Header {
    private static final int FILL = 0xFF;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int COM = 0xFE;

    private final byte[] file;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean jfif;

    /** The transform of Adobe's marker; -1 without one. */
    private int transform = -1;

    private boolean progressive;
    private int[] components = {};
    private int at = 2; // after the start marker

    Header(byte[] file) {
      this.file = file;
    }

    JpegFile read() throws IIOException {
      for (int marker = next(); marker != SOS; marker = next()) {
        segment(marker);
      }
      Colours colours = colours();
      boolean inOneScan = !progressive && unsigned(at + 2) == components.length;
      unsigned(at + length() - 1);
      ByteArrayOutputStream stream = new ByteArrayOutputStream(file.length);
      stream.write(file, 0, 2);
      stream.writeBytes(HexFormat.of().parseHex(colours.marker));
      stream.writeBytes(kept.toByteArray());
      stream.write(FILL);
      stream.write(SOS);
      stream.write(file, at, file.length - at);
      return new JpegFile(stream.toByteArray(), colours, inOneScan);
    }

    /** Moves behind the next marker of a segment; other bytes between segments are padding. */
    private int next() throws IIOException {
      while (true) {
        while (unsigned(at) != FILL) {
          at++;
        }
        while (unsigned(at) == FILL) {
          at++;
        }
        int marker = unsigned(at++);
        if (marker == EOI) {
          throw new IIOException("no image before the end marker");
        }
        if (marker >= 0xC0 && !(marker >= 0xD0 && marker <= 0xD8)) {
          return marker;
        }
      }
    }

    private void segment(int marker) throws IIOException {
      int length = length();
      unsigned(at + length - 1);
      if (marker == 0xE0) {
        jfif |= length >= 16 && begins("JFIF\0");
      } else if (marker == 0xEE) {
        if (length >= 14 && begins("Adobe")) {
          transform = unsigned(at + 13);
        }
      } else if (marker < 0xE0 || (marker > 0xEF && marker != COM)) {
        if (isFrame(marker)) {
          frame(marker, length);
        }
        kept.write(FILL);
        kept.write(marker);
        kept.write(file, at, length);
      }
      at += length;
    }

    /** The length of the segment here; one below its own two bytes is damaged. */
    private int length() throws IIOException {
      return Math.max(2, unsigned(at) << 8 | unsigned(at + 1));
    }

    private static boolean isFrame(int marker) {
      return marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private void frame(int marker, int length) throws IIOException {
      progressive = (marker & 0x03) == 0x02;
      components = new int[length < 8 ? 0 : unsigned(at + 7)];
      if (length < 8 + 3 * components.length) {
        throw new IIOException("damaged frame header");
      }
      Arrays.setAll(components, i -> file[at + 8 + 3 * i] & 0xFF);
    }

    private Colours colours() {
      return switch (components.length) {
        case 1 -> Colours.GREY;
        case 3 -> {
          boolean isRgb =
              transform == -1
                  ? Arrays.equals(components, new int[] {'R', 'G', 'B'})
                  : transform == 0;
          yield isRgb && !jfif ? Colours.RGB : Colours.YCC;
        }
        case 4 -> transform <= 0 ? Colours.CMYK : Colours.YCCK;
        default -> Colours.UNKNOWN;
      };
    }

    private boolean begins(String name) {
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      return Arrays.equals(file, at + 2, at + 2 + bytes.length, bytes, 0, bytes.length);
    }

    private int unsigned(int place) throws IIOException {
      if (place >= file.length) {
        throw new IIOException("truncated");
      }
      return file[place] & 0xFF;
    }
  }
}
