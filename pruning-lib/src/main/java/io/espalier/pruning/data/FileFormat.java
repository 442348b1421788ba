// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The formats of image files. Each has one reader, chosen here, because the order of the readers
 * that {@link ImageIO} offers depends on the class path, and so would the pixels.
 */
enum FileFormat {
  JPEG("FFD8", ".jpg, .jpeg, .jfif"),
  PNG("89504E470D0A1A0A", ".png"),
  /** RIFF, a length of four bytes, WEBP. */
  WEBP("52494646........57454250", ".webp"),
  BMP("424D", ".bmp"),
  GIF("474946383.61", ".gif");

  private static final Map<FileFormat, ImageReaderSpi> READERS =
      Map.of(
          JPEG, ofJava("jpeg"),
          PNG, ofJava("png"),
          WEBP, new WebPImageReaderSpi(),
          BMP, ofJava("bmp"),
          GIF, ofJava("gif"));

  private static final List<String> EXTENSIONS = List.of(allExtensions().split(", "));

  private final String signature;
  private final String extensions;

  /**
   * @param signature first bytes of a file as hexadecimal digits; a dot is any digit
   * @param extensions of file names, separated by commas
   */
  FileFormat(String signature, String extensions) {
    this.signature = signature;
    this.extensions = extensions;
  }

  /** The format of a file by its first bytes, whatever its name. */
  static Optional<FileFormat> of(byte[] file) {
    return Arrays.stream(values()).filter(format -> format.begins(file)).findFirst();
  }

  /** Whether the name has the extension of a format, in any case of letters. */
  static boolean isNamed(String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(lower::endsWith);
  }

  /** The extensions of all formats, separated by commas. */
  static String allExtensions() {
    return Arrays.stream(values())
        .map(format -> format.extensions)
        .collect(Collectors.joining(", "));
  }

  /** A new reader of this format. */
  ImageReader reader() throws IOException {
    return READERS.get(this).createReaderInstance(null);
  }

  private boolean begins(byte[] file) {
    int length = Math.min(file.length, signature.length() / 2);
    return HexFormat.of().withUpperCase().formatHex(file, 0, length).matches(signature);
  }

  /** The reader of the Java platform, whatever others are on the class path. */
  private static ImageReaderSpi ofJava(String format) {
    Iterator<ImageReaderSpi> found =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(
                ImageReaderSpi.class,
                provider ->
                    provider.getClass().getModule() == ImageIO.class.getModule()
                        && List.of(((ImageReaderSpi) provider).getFormatNames()).contains(format),
                false);
    if (!found.hasNext()) {
      throw new IllegalStateException("This Java platform does not read " + format);
    }
    return found.next();
  }
}
