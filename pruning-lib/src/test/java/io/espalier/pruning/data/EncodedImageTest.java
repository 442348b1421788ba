// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-processor")
class EncodedImageTest {
  private static final int WIDTH = 20;
  private static final int HEIGHT = 12;

  // Three times two pixels by libwebp, 1.2.4: red 10 F0 00 FF 7F C8, green 20 80 00 FF 80 64,
  // blue 30 01 00 FF 81 32.
  private static final String LOSSLESS =
      "5249464648000000574542505650384C3B0000002F024000002FA0908D2468417E97F3573A0D82009214B2D8769D"
          + "ED2690B4196BF4866FF8489FFF00FCDF8C9B98410B040294B1E2990722FA1FE30500";
  private static final String TRANSPARENT =
      "5249464652000000574542505650384C460000002F024000102FA0908D2468417E97F3573A0D82009214B2D8769D"
          + "ED2690B4196BF4866FF848270820D10927843146186DAC00F83F33BB7966415B100850C68A671E88E87F8C17";

  /** With a colour profile and Exif data that are none. */
  private static final String WITH_METADATA =
      "524946467E00000057454250565038580A00000028000000020000010000494343500B0000006E6F2070726F6669"
          + "6C6521005650384C3B0000002F024000002FA0908D2468417E97F3573A0D82009214B2D8769DED2690B4196B"
          + "F4866FF8489FFF00FCDF8C9B98410B040294B1E2990722FA1FE3050045584946070000006E6F206578696600";

  /** The second image has another colour. */
  private static final String ANIMATED =
      "52494646B400000057454250565038580A00000002000000020000010000414E494D060000000000000000004"
          + "14E4D4654000000000000000000020000010000280000025650384C3C0000002F024000002FA0908D246841"
          + "5EB43539D983220B300DCE6061A4124D04D936439ACA514F72A367FE03B0D11EBF62E73C100850C68A2D868"
          + "8E87F9C15414E4D462C000000000000000000020000010000280000005650384C140000002F024000000750"
          + "81540820000A9AFEC78888FE07";

  /** 16×16 pixels of (30, 60, 90). */
  private static final String LOSSY =
      "52494646300000005745425056503820240000005001009D012A1000100002C04C25004E80280000FEF09B42E93F"
          + "54080383648A6BB00000";

  @Test
  void every_pixel_of_a_png_is_read_exactly() throws IOException {
    BufferedImage picture = Pictures.colour(WIDTH, HEIGHT, 1);

    Pixels pixels = read(Pictures.encoded(picture, "png"));

    assertThat(pixels.width()).isEqualTo(WIDTH);
    assertThat(pixels.height()).isEqualTo(HEIGHT);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        assertThat(rgb(pixels, x, y)).isEqualTo(picture.getRGB(x, y) & 0xFFFFFF);
      }
    }
  }

  @Test
  void a_crop_has_the_same_pixels_as_the_whole_image() throws IOException {
    for (byte[] bytes : ofEveryFormat().values()) {
      Pixels whole = read(bytes);

      Pixels part = read(bytes, new Crop(1, 1, 2, 1));

      assertThat(part.width()).isEqualTo(2);
      assertThat(part.height()).isEqualTo(1);
      for (int x = 0; x < 2; x++) {
        assertThat(rgb(part, x, 0)).isEqualTo(rgb(whole, 1 + x, 1));
      }
    }
  }

  @Test
  void a_large_crop_of_a_jpeg_has_the_same_pixels_as_the_whole_image() throws IOException {
    for (byte[] bytes : List.of(colourJpeg(), Pictures.progressive(colour()))) {
      Pixels whole = read(bytes);

      Pixels part = read(bytes, new Crop(3, 5, 7, 2));

      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 7; x++) {
          assertThat(rgb(part, x, y)).isEqualTo(rgb(whole, 3 + x, 5 + y));
        }
      }
    }
  }

  @Test
  void ordinary_jpegs_have_the_pixels_of_the_reader_of_java() throws IOException {
    byte[] camera =
        Pictures.withSegment(
            Pictures.withoutJfif(colourJpeg()), 0xE1, ascii("Exif\0\0II*\0\b\0\0\0\0\0"));
    for (byte[] bytes :
        List.of(
            colourJpeg(),
            camera,
            Pictures.progressive(colour()),
            Pictures.withSegment(colourJpeg(), 0xFE, ascii("comment")),
            Pictures.withAdobeMarker(Pictures.withoutJfif(colourJpeg()), 0),
            Pictures.withAdobeMarker(Pictures.withoutJfif(colourJpeg()), 1))) {
      BufferedImage java = ImageIO.read(new ByteArrayInputStream(bytes));

      Pixels pixels = read(bytes);

      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          assertThat(rgb(pixels, x, y)).isEqualTo(java.getRGB(x, y) & 0xFFFFFF);
        }
      }
    }
  }

  /**
   * As libjpeg decides: RGB only by the marker of Adobe or the names R, G and B, whether or not the
   * colours have fewer samples.
   */
  @Test
  void a_jpeg_without_markers_is_ycc_unless_its_components_are_named_rgb() throws IOException {
    for (byte[] bare :
        List.of(Pictures.withoutJfif(colourJpeg()), Pictures.rawJpeg(Pictures.colour(16, 16, 1)))) {
      byte[] ycc = read(Pictures.withAdobeMarker(bare, 1)).planes();
      byte[] rgb = read(Pictures.withAdobeMarker(bare, 0)).planes();

      assertThat(ycc).isNotEqualTo(rgb);
      for (int[] ids : new int[][] {{1, 2, 3}, {0, 1, 2}, {'Y', 'C', 'c'}, {7, 9, 8}}) {
        assertThat(read(Pictures.withComponents(bare, ids)).planes()).isEqualTo(ycc);
      }
      assertThat(read(Pictures.withComponents(bare, 'R', 'G', 'B')).planes()).isEqualTo(rgb);
    }
    assertThat(read(Pictures.withComponents(colourJpeg(), 'R', 'G', 'B')).planes())
        .isEqualTo(read(colourJpeg()).planes());
  }

  @Test
  void damaged_metadata_of_a_jpeg_does_no_harm() throws IOException {
    byte[] jpeg = colourJpeg();
    byte[] plain = read(jpeg).planes();
    for (byte[] content :
        List.of(
            new byte[0],
            ascii("Exif\0\0II*\0rubbish"),
            ascii("ICC_PROFILE\0"),
            ascii("ICC_PROFILE\0\1\3rubbish"),
            ascii("JFIF\0\1"),
            ascii("Adobe\0d"),
            ascii("Adobe\0d\0\0\0\0\2"),
            ascii("Adobe\0d\0\0\0\0\0superfluous"))) {
      for (int marker : new int[] {0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE}) {
        assertThat(read(Pictures.withSegment(jpeg, marker, content)).planes()).isEqualTo(plain);
      }
    }
    byte[] twice =
        Pictures.withSegment(
            Pictures.withSegment(jpeg, 0xE2, ascii("ICC_PROFILE\0\1\2x")),
            0xE2,
            ascii("ICC_PROFILE\0\1\2x"));
    assertThat(read(twice).planes()).isEqualTo(plain);
    byte[] inks = Pictures.rawJpeg(flat(200, 100, 50, 204));
    assertThat(read(Pictures.withSegment(inks, 0xE2, ascii("ICC_PROFILE\0\1\3x"))).planes())
        .isEqualTo(read(inks).planes());
  }

  @Test
  void a_colour_profile_changes_no_pixel() throws IOException {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    ByteBuffer segment = ByteBuffer.allocate(14 + profile.length);
    segment.put(ascii("ICC_PROFILE\0\1\1")).put(profile);

    byte[] jpeg = Pictures.withSegment(colourJpeg(), 0xE2, segment.array());

    assertThat(read(jpeg).planes()).isEqualTo(read(colourJpeg()).planes());
  }

  @Test
  void damaged_metadata_of_a_png_does_no_harm() throws IOException {
    for (BufferedImage picture :
        List.of(colour(), Pictures.grey(9, 7, 1), Pictures.indexed(9, 7, 1))) {
      byte[] png = Pictures.encoded(picture, "png");
      for (String type : List.of("gAMA", "cHRM", "iCCP", "zTXt", "iTXt", "tIME", "tRNS", "eXIf")) {
        assertThat(read(Pictures.withChunk(png, type, ascii("k\0\0x"))).planes())
            .isEqualTo(read(png).planes());
      }
    }
  }

  @Test
  void webp_is_read() throws IOException {
    Pixels lossless = read(Pictures.hex(LOSSLESS));

    assertThat(lossless.width()).isEqualTo(3);
    assertThat(lossless.planes())
        .isEqualTo(Pictures.hex("10F000FF7FC8" + "208000FF8064" + "300100FF8132")); // as encoded
    assertThat(read(Pictures.hex(WITH_METADATA)).planes()).isEqualTo(lossless.planes());
    assertThat(read(Pictures.hex(TRANSPARENT)).planes()).isEqualTo(lossless.planes());
    assertThat(read(Pictures.hex(ANIMATED)).planes()).isEqualTo(lossless.planes());
    Pixels lossy = read(Pictures.hex(LOSSY));
    assertThat(lossy.planes()).hasSize(3 * 16 * 16);
    assertThat(rgb(lossy, 3, 9)).isEqualTo(30 << 16 | 62 << 8 | 90); // by libwebp
  }

  @Test
  void bmp_is_read_exactly() throws IOException {
    for (BufferedImage picture :
        List.of(colour(), Pictures.indexed(9, 7, 1), Pictures.grey(9, 7, 1))) {
      assertThat(read(Pictures.encoded(picture, "bmp")).planes())
          .isEqualTo(read(Pictures.encoded(picture, "png")).planes());
    }
  }

  /** 5, 6 and 5 bits: of 31 levels of red, 10 is 10·255/31 = 82; of 63, 33 is 133; 31 is 255. */
  @Test
  void samples_of_less_than_eight_bits_are_spread_over_all_levels() throws IOException {
    ByteBuffer bmp = ByteBuffer.allocate(70).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put(ascii("BM")).putInt(70).putInt(0).putInt(66).putInt(40).putInt(1).putInt(1);
    bmp.putShort((short) 1).putShort((short) 16).putInt(3).putInt(4).putLong(0).putLong(0);
    bmp.putInt(0xF800).putInt(0x07E0).putInt(0x001F).putShort((short) (10 << 11 | 33 << 5 | 31));

    assertThat(rgb(read(bmp.array()), 0, 0)).isEqualTo(82 << 16 | 133 << 8 | 255);
  }

  @Test
  void the_first_image_of_a_gif_is_read_exactly() throws IOException {
    BufferedImage first = Pictures.indexed(9, 7, 1);
    Pixels expected = read(Pictures.encoded(first, "png"));

    assertThat(read(Pictures.encoded(first, "gif")).planes()).isEqualTo(expected.planes());
    assertThat(read(Pictures.animated(first, Pictures.indexed(9, 7, 2))).planes())
        .isEqualTo(expected.planes());
  }

  @Test
  void an_image_of_one_pixel_can_be_seen_in_training_and_evaluation() throws IOException {
    BufferedImage pixel = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    pixel.setRGB(0, 0, 0x305070);
    for (String format : List.of("png", "bmp", "gif")) {
      byte[] bytes = Pictures.encoded(pixel, format);
      for (View view : List.of(View.random(8, new SplittableRandom(1)), View.centre(8))) {
        try (EncodedImage image = new EncodedImage(bytes)) {
          Pixels seen = view.of(image);
          assertThat(seen.planes()).hasSize(3 * 8 * 8);
          assertThat(rgb(seen, 0, 0)).isEqualTo(0x305070);
          assertThat(rgb(seen, 7, 7)).isEqualTo(0x305070);
        }
      }
    }
  }

  /** Its memory would be that of the longer side times the size of the result. */
  @Test
  void the_longest_and_narrowest_images_can_be_seen() throws IOException {
    for (int[] size : new int[][] {{1, 65_535}, {65_535, 1}}) {
      BufferedImage line = new BufferedImage(size[0], size[1], BufferedImage.TYPE_BYTE_BINARY);
      byte[] bytes = Pictures.encoded(line, "png");
      for (View view : List.of(View.random(512, new SplittableRandom(1)), View.centre(512))) {
        try (EncodedImage image = new EncodedImage(bytes)) {
          assertThat(view.of(image).width()).isEqualTo(512);
        }
      }
    }
  }

  @Test
  void an_image_of_too_many_pixels_is_refused_by_its_header() {
    byte[] jpeg = colourJpeg();
    ByteBuffer.wrap(jpeg).putShort(Pictures.frame(jpeg) + 5, (short) 20_000);
    ByteBuffer.wrap(jpeg).putShort(Pictures.frame(jpeg) + 7, (short) 20_000);
    byte[] gif = Pictures.encoded(Pictures.indexed(9, 7, 1), "gif");
    int descriptor = 13 + 3 * 64;
    while (gif[descriptor] != ',') {
      descriptor++;
    }
    ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putShort(descriptor + 5, (short) 20_000);
    ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putShort(descriptor + 7, (short) 20_000);
    byte[] bmp = Pictures.encoded(Pictures.indexed(9, 7, 1), "bmp");
    int runLength = 1; // without compression, the reader itself compares the size with the data
    ByteBuffer.wrap(bmp)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(18, 20_000)
        .putInt(22, 20_000)
        .putInt(30, runLength);
    byte[] png = png(20_000, 20_000);
    byte[] webp = Pictures.hex(LOSSLESS);
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0FFF_FFFF);

    for (byte[] bytes : List.of(jpeg, gif, bmp, png)) {
      assertThatThrownBy(() -> new EncodedImage(bytes).close())
          .isInstanceOf(IOException.class)
          .hasMessage("20000x20000 pixels, must be at most 100000000 in all and 65535 a side");
    }
    assertThatThrownBy(() -> new EncodedImage(webp).close()).hasMessageStartingWith("16384x16384");
    assertThatThrownBy(() -> new EncodedImage(png(65_536, 1)).close())
        .hasMessageStartingWith("65536x1 pixels, must be at most");
    assertThatThrownBy(() -> new EncodedImage(png(0, 1)).close()).isInstanceOf(IOException.class);
  }

  @Test
  void no_reader_on_the_class_path_changes_the_pixels() throws IOException {
    Map<String, byte[]> files = ofEveryFormat();
    IIORegistry registry = IIORegistry.getDefaultInstance();
    List<ImageReaderSpi> others = new ArrayList<>();
    registry
        .getServiceProviders(ImageReaderSpi.class, any -> true, false)
        .forEachRemaining(others::add);
    ImageReaderSpi first = new ReadsNothing();
    registry.registerServiceProvider(first, ImageReaderSpi.class);
    try {
      others.forEach(other -> registry.setOrdering(ImageReaderSpi.class, first, other));
      for (byte[] bytes : files.values()) {
        assertThat(
                ImageIO.getImageReaders(
                        ImageIO.createImageInputStream(new ByteArrayInputStream(bytes)))
                    .next()
                    .getOriginatingProvider())
            .isSameAs(first);
        assertThat(read(bytes).planes()).isNotEmpty();
      }
    } finally {
      registry.deregisterServiceProvider(first, ImageReaderSpi.class);
    }
  }

  /** The conversion of Java would brighten them, because it treats grey as linear in light. */
  @Test
  void grey_samples_are_copied_unchanged_into_three_channels() throws IOException {
    BufferedImage picture = Pictures.grey(WIDTH, HEIGHT, 1);
    Pixels png = read(Pictures.encoded(picture, "png"));
    Pixels jpeg = read(Pictures.encoded(picture, "jpeg"));

    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int level = Pictures.level(1, x, y);
        assertThat(rgb(png, x, y)).isEqualTo(level * 0x10101);
        assertThat(rgb(jpeg, x, y) >> 16).isCloseTo(level, within(12));
        assertThat(rgb(jpeg, x, y) % 0x10101).isZero();
      }
    }
  }

  @Test
  void sixteen_bit_samples_keep_their_upper_byte() throws IOException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    picture.getRaster().setSample(0, 0, 0, 0x12FF);
    picture.getRaster().setSample(1, 0, 0, 0xFE00);

    Pixels pixels = read(Pictures.encoded(picture, "png"));

    assertThat(pixels.planes()).containsExactly(0x12, 0xFE, 0x12, 0xFE, 0x12, 0xFE);
  }

  @Test
  void transparency_is_ignored() throws IOException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0x00112233);
    picture.setRGB(1, 0, 0x80445566);

    Pixels pixels = read(Pictures.encoded(picture, "png"));

    assertThat(pixels.planes()).containsExactly(0x11, 0x44, 0x22, 0x55, 0x33, 0x66);
  }

  @Test
  void indexed_pixels_get_the_colours_of_the_palette() throws IOException {
    byte[] red = {0x10, 0x20};
    byte[] green = {0x30, 0x40};
    byte[] blue = {0x50, 0x60};
    IndexColorModel palette = new IndexColorModel(1, 2, red, green, blue);
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    picture.getRaster().setSample(1, 0, 0, 1);

    Pixels pixels = read(Pictures.encoded(picture, "png"));

    assertThat(pixels.planes()).containsExactly(0x10, 0x20, 0x30, 0x40, 0x50, 0x60);
  }

  /** Cyan 200, magenta 100, yellow 50 and black 204 stored: red is 200·204/255 = 160. */
  @Test
  void cmyk_is_read_inverted_as_adobe_stores_it() throws IOException {
    byte[] jpeg = Pictures.rawJpeg(flat(200, 100, 50, 204));

    for (byte[] bytes : new byte[][] {jpeg, Pictures.withAdobeMarker(jpeg, 0)}) {
      assertThat(rgb(read(bytes), 4, 5)).isEqualTo(160 << 16 | 80 << 8 | 40);
    }
  }

  /**
   * Y = 100, Cb = 128, Cr = 178 is the colour (170, 64, 100): cyan is stored as 255 − 170 = 85, and
   * red is 85·204/255 = 68; green (255 − 64)·0.8 = 153; blue (255 − 100)·0.8 = 124.
   */
  @Test
  void ycck_is_converted_to_cmyk_first() throws IOException {
    byte[] jpeg = Pictures.withAdobeMarker(Pictures.rawJpeg(flat(100, 128, 178, 204)), 2);

    assertThat(rgb(read(jpeg), 4, 5)).isEqualTo(68 << 16 | 153 << 8 | 124);
  }

  @Test
  void a_crop_of_a_cmyk_image_has_the_cropped_pixels() throws IOException {
    BufferedImage picture = flat(200, 100, 50, 204);
    for (int y = 0; y < 16; y++) {
      for (int x = 8; x < 16; x++) {
        picture.getRaster().setPixel(x, y, new int[] {0, 0, 0, 0});
      }
    }
    byte[] jpeg = Pictures.rawJpeg(picture);

    Pixels part = read(jpeg, new Crop(4, 2, 8, 3));

    assertThat(rgb(part, 0, 0)).isEqualTo(160 << 16 | 80 << 8 | 40);
    assertThat(rgb(part, 7, 2)).isZero();
  }

  @Test
  void a_damaged_image_is_refused() {
    byte[] jpeg = Pictures.encoded(Pictures.colour(200, 200, 1), "jpeg");
    byte[] png = Pictures.encoded(Pictures.colour(200, 200, 1), "png");
    byte[] changed = png.clone();
    changed[changed.length / 2]++;

    assertThatThrownBy(() -> read(Pictures.cutShort(jpeg))).hasMessage("truncated");
    assertThatThrownBy(() -> read(Pictures.cutShort(png))).hasMessage("truncated");
    assertThatThrownBy(() -> read(Pictures.cutShort(Pictures.hex(LOSSY)))).hasMessage("truncated");
    assertThatThrownBy(() -> read(changed))
        .hasMessage("damaged: the checksum of its data does not match");
    assertThatThrownBy(() -> read(new byte[100]))
        .hasMessage("not a JPEG, PNG, WebP, BMP or GIF file");
    assertThatThrownBy(() -> read(new byte[0])).hasMessage("the file is empty");
  }

  @Test
  void a_jpeg_that_lost_bytes_before_its_end_marker_is_refused() {
    byte[] jpeg = Pictures.encoded(Pictures.colour(200, 200, 1), "jpeg");
    byte[] shorter = Arrays.copyOf(jpeg, jpeg.length - 500);
    System.arraycopy(jpeg, jpeg.length - 100, shorter, shorter.length - 100, 100);

    assertThatThrownBy(() -> read(shorter))
        .hasMessage("Corrupt JPEG data: premature end of data segment");
  }

  @Test
  void a_file_cut_at_any_place_is_refused_or_has_all_pixels() throws IOException {
    Map<String, byte[]> files = ofEveryFormat();
    files.put("progressive", Pictures.progressive(colour()));
    files.put("inks", Pictures.rawJpeg(flat(200, 100, 50, 204)));
    files.put("animated gif", Pictures.animated(Pictures.indexed(9, 7, 1)));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] whole = read(file.getValue()).planes();
      int refused = 0;
      for (int length = 0; length < file.getValue().length; length++) {
        byte[] cut = Arrays.copyOf(file.getValue(), length);
        try {
          assertThat(read(cut).planes()).as("%s, %d bytes", file.getKey(), length).isEqualTo(whole);
        } catch (IOException | RuntimeException e) {
          refused++;
        }
      }
      assertThat(refused).as(file.getKey()).isGreaterThan(file.getValue().length / 4);
    }
  }

  /** A provider that claims every file and reads none. */
  private static final class ReadsNothing extends ImageReaderSpi {
    @Override
    public boolean canDecodeInput(Object source) {
      return true;
    }

    @Override
    public ImageReader createReaderInstance(Object extension) {
      return new ImageReader(this) {
        @Override
        public int getNumImages(boolean allowSearch) {
          throw new IllegalStateException();
        }

        @Override
        public int getWidth(int imageIndex) {
          throw new IllegalStateException();
        }

        @Override
        public int getHeight(int imageIndex) {
          throw new IllegalStateException();
        }

        @Override
        public Iterator<ImageTypeSpecifier> getImageTypes(int imageIndex) {
          throw new IllegalStateException();
        }

        @Override
        public IIOMetadata getStreamMetadata() {
          throw new IllegalStateException();
        }

        @Override
        public IIOMetadata getImageMetadata(int imageIndex) {
          throw new IllegalStateException();
        }

        @Override
        public BufferedImage read(int imageIndex, ImageReadParam param) {
          throw new IllegalStateException();
        }
      };
    }

    @Override
    public String getDescription(Locale locale) {
      return "reads nothing";
    }
  }

  private static BufferedImage colour() {
    return Pictures.colour(WIDTH, HEIGHT, 1);
  }

  private static byte[] colourJpeg() {
    return Pictures.encoded(colour(), "jpeg");
  }

  private static Map<String, byte[]> ofEveryFormat() {
    Map<String, byte[]> files = new TreeMap<>();
    for (String format : List.of("jpeg", "png", "bmp")) {
      files.put(format, Pictures.encoded(colour(), format));
    }
    files.put("gif", Pictures.encoded(Pictures.indexed(9, 7, 1), "gif"));
    files.put("webp", Pictures.hex(LOSSLESS));
    files.put("lossy webp", Pictures.hex(LOSSY));
    return files;
  }

  /** The start of a PNG of this size. */
  private static byte[] png(int width, int height) {
    ByteBuffer bytes = ByteBuffer.allocate(33);
    bytes.put(Pictures.hex("89504E470D0A1A0A")).putInt(13).put(ascii("IHDR"));
    bytes.putInt(width).putInt(height).put(Pictures.hex("0802000000"));
    CRC32 checksum = new CRC32();
    checksum.update(bytes.array(), 12, 17);
    return bytes.putInt((int) checksum.getValue()).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static BufferedImage flat(int... inks) {
    BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_4BYTE_ABGR);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        picture.getRaster().setPixel(x, y, inks);
      }
    }
    return picture;
  }

  private static Pixels read(byte[] bytes) throws IOException {
    try (EncodedImage image = new EncodedImage(bytes)) {
      return image.read(Crop.whole(image.width(), image.height()));
    }
  }

  private static Pixels read(byte[] bytes, Crop part) throws IOException {
    try (EncodedImage image = new EncodedImage(bytes)) {
      return image.read(part);
    }
  }

  static int rgb(Pixels pixels, int x, int y) {
    int area = pixels.width() * pixels.height();
    int at = y * pixels.width() + x;
    return (pixels.planes()[at] & 0xFF) << 16
        | (pixels.planes()[area + at] & 0xFF) << 8
        | (pixels.planes()[2 * area + at] & 0xFF);
  }
}
