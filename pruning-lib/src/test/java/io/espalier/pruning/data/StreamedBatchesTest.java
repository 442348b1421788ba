// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.storage.Storage;
import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamedBatchesTest {
  private static final int SIZE = 8;
  private static final int IMAGE = 3 * SIZE * SIZE;
  private static final int IMAGES = 10;
  private static final int[] ORDER = {3, 9, 0, 5, 1, 7, 2, 8, 4, 6};

  /** Makes normalised values equal to levels: (level/255 − 0) / (1/255). */
  private static final Normalisation LEVELS =
      new Normalisation(0, 0, 0, 1 / 255.0, 1 / 255.0, 1 / 255.0);

  @TempDir private Path folder;

  /** Ten training images of two classes, in several sizes and formats, and three test images. */
  @BeforeEach
  void files() throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage picture =
          i % 3 == 0 ? Pictures.grey(20 + i, 30, i) : Pictures.colour(30, 20 + i, i);
      Pictures.write(train(i), Pictures.encoded(picture, i % 2 == 0 ? "jpeg" : "png"));
    }
    for (String name : List.of("a/1.png", "b/1.png", "b/2.png")) {
      Pictures.write(
          folder.resolve("val/" + name), Pictures.encoded(Pictures.colour(9, 9, 1), "png"));
    }
  }

  @Test
  void one_thread_and_four_threads_give_the_same_bits() throws IOException {
    float[] one = epoch(set(1), 4, 1);

    for (int repeat = 0; repeat < 3; repeat++) {
      assertThat(epoch(set(4), 4, 1)).isEqualTo(one);
    }
    assertThat(epoch(set(1), 4, 2)).isNotEqualTo(one);
  }

  @Test
  void a_batch_does_not_depend_on_earlier_requests() throws IOException {
    float[] inTurn = epoch(set(2), 3, 1);
    ImageSet set = set(2);
    BatchOrder order = order(3, 1);
    ImageBatches batches = set.train().batches(set);
    for (int index : new int[] {2, 0, 0, 3, 1, 2}) {
      FloatBuffer out = FloatBuffer.allocate(3 * IMAGE);
      batches.augmented(order, index, out);
      int images = order.to(index) - order.from(index);
      for (int i = 0; i < images * IMAGE; i++) {
        assertThat(out.get(i)).isEqualTo(inTurn[order.from(index) * IMAGE + i]);
      }
    }
    batches.close();
    batches.augmented(order, 0, FloatBuffer.allocate(3 * IMAGE));
    batches.plain(0, 1, FloatBuffer.allocate(IMAGE));
    FloatBuffer out = FloatBuffer.allocate(3 * IMAGE);
    batches.augmented(order, 1, out);
    assertThat(out.array()).isEqualTo(Arrays.copyOfRange(inTurn, 3 * IMAGE, 6 * IMAGE));
    batches.close();
  }

  /**
   * At a size of 8 the short side becomes 8·256/224 = 9, so 9×9 pixels are not resized; the margin
   * of 0.5 is rounded to 0, so the first 8 rows and columns are shown.
   */
  @Test
  void evaluation_uses_the_centre_crop() throws IOException {
    BufferedImage picture = Pictures.colour(9, 9, 1);
    ImageSet set = set(1);
    FloatBuffer out = FloatBuffer.allocate(IMAGE);

    try (ImageBatches batches = set.test().batches(set)) {
      batches.plain(0, 1, out);
    }

    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        for (int c = 0; c < 3; c++) {
          int level = picture.getRGB(x, y) >> (8 * (2 - c)) & 0xFF;
          assertThat(Math.round(out.get((y * SIZE + x) * 3 + c))).isEqualTo(level);
        }
      }
    }
  }

  /** 96×64 becomes 13×9; the margins 2.5 and 0.5 are rounded to 2 and 0. */
  @Test
  void an_image_is_resized_by_its_short_side() throws IOException {
    byte[] bytes = Pictures.encoded(Pictures.colour(96, 64, 1), "png");
    try (EncodedImage encoded = new EncodedImage(bytes);
        EncodedImage again = new EncodedImage(bytes)) {
      Pixels resized =
          Resampling.resize(again.read(Crop.whole(96, 64)), 13, 9, new Crop(2, 0, SIZE, SIZE));

      assertThat(View.centre(SIZE).of(encoded).planes()).isEqualTo(resized.planes());
    }
  }

  @Test
  void about_half_of_the_training_images_are_mirrored() throws IOException {
    BufferedImage picture = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 100; i++) {
      picture.setRGB(i % 10, i / 10, (i % 10) * 20 * 0x10101);
    }
    byte[] bytes = Pictures.encoded(picture, "png");
    int mirrored = 0;
    for (int seed = 0; seed < 400; seed++) {
      try (EncodedImage encoded = new EncodedImage(bytes)) {
        byte[] planes = View.random(SIZE, new SplittableRandom(seed)).of(encoded).planes();
        mirrored += (planes[0] & 0xFF) > (planes[SIZE - 1] & 0xFF) ? 1 : 0;
      }
    }
    assertThat(mirrored).isBetween(160, 240);
  }

  @Test
  void a_damaged_image_is_listed_and_replaced_by_the_next_of_its_class() throws IOException {
    ImageSet sound = set(1);
    float[] plain = plain(sound);
    Files.write(train(4), Pictures.cutShort(Files.readAllBytes(train(4))));
    Files.write(train(8), new byte[1]);

    for (int threads : new int[] {1, 4}) {
      ImageSet set = set(threads);
      float[] now = plain(set);

      assertThat(image(now, 4)).isEqualTo(image(plain, 0)); // after the last of class a, the first
      assertThat(image(now, 8)).isEqualTo(image(plain, 9));
      for (int i : new int[] {0, 1, 2, 3, 5, 6, 7, 9}) {
        assertThat(image(now, i)).isEqualTo(image(plain, i));
      }
      assertThat(((StreamedSplit) set.train()).unreadable())
          .containsExactly(train(4).toString(), train(8).toString());
    }
    assertThat(((StreamedSplit) sound.train()).unreadable()).isEmpty();
    assertThat(epoch(set(1), 4, 1)).isEqualTo(epoch(set(4), 4, 1));
  }

  @Test
  void a_class_with_only_damaged_images_is_an_error() throws IOException {
    for (int i = 0; i < 5; i++) {
      Files.write(train(i), new byte[9]);
    }
    ImageSet set = set(2);

    assertThatThrownBy(() -> plain(set))
        .hasRootCauseInstanceOf(DataException.class)
        .hasRootCauseMessage(
            ("Cannot decode %s or any other image of its class: "
                    + "not a JPEG, PNG, WebP, BMP or GIF file")
                .formatted(train(0)));
  }

  @Test
  void a_deleted_file_is_an_error_not_a_damaged_image() throws IOException {
    ImageSet set = set(2);
    Files.delete(train(6));

    assertThatThrownBy(() -> plain(set))
        .hasRootCauseInstanceOf(NoSuchFileException.class)
        .hasCauseInstanceOf(FileNotFoundException.class);
    assertThat(((StreamedSplit) set.train()).unreadable()).isEmpty();
  }

  @Test
  void no_more_than_one_batch_is_read_ahead() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    ImageSet set = set(new ImageDecoder(new Counting(opened), 4));
    try (ImageBatches batches = set.train().batches(set)) {
      batches.augmented(order(3, 1), 0, FloatBuffer.allocate(3 * IMAGE));
      for (int wait = 0; opened.get() < 6 && wait < 5000; wait++) {
        Thread.sleep(1);
      }
      Thread.sleep(20);

      assertThat(opened).hasValue(6);
    }
  }

  private record Counting(AtomicInteger opened) implements Storage {
    @Override
    public InputStream open(String location) throws IOException {
      opened.incrementAndGet();
      return new LocalStorage().open(location);
    }

    @Override
    public List<String> list(String location) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> folders(String location) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SortedMap<String, Long> lengths(String location) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void create(String location, Content content) {
      throw new UnsupportedOperationException();
    }
  }

  private Path train(int image) {
    return folder.resolve("train/%s/%s.JPEG".formatted(image < 5 ? "a" : "b", image));
  }

  private ImageSet set(int threads) throws IOException {
    return set(new ImageDecoder(new LocalStorage(), threads));
  }

  private ImageSet set(ImageDecoder decoder) throws IOException {
    return new ImageFolder(SIZE, 0, LEVELS, Holdout.NONE)
        .set(
            new ClassFolders("images", new LocalStorage(), folder.toString())
                .list("train", "val", 0),
            decoder);
  }

  private static BatchOrder order(int batch, long seed) {
    return new BatchOrder(ORDER, batch, index -> new SplittableRandom(100 * seed + index));
  }

  private static float[] epoch(ImageSet set, int batch, long seed) {
    FloatBuffer out = FloatBuffer.allocate(IMAGES * IMAGE);
    BatchOrder order = order(batch, seed);
    try (ImageBatches batches = set.train().batches(set)) {
      for (int index = 0; index < order.batches(); index++) {
        batches.augmented(order, index, out);
      }
    }
    assertThat(out.hasRemaining()).isFalse();
    return out.array();
  }

  private static float[] plain(ImageSet set) {
    FloatBuffer out = FloatBuffer.allocate(IMAGES * IMAGE);
    try (ImageBatches batches = set.train().batches(set)) {
      for (int from = 0; from < IMAGES; from += 4) {
        batches.plain(from, Math.min(IMAGES, from + 4), out);
      }
    }
    return out.array();
  }

  private static float[] image(float[] images, int index) {
    return Arrays.copyOfRange(images, index * IMAGE, (index + 1) * IMAGE);
  }
}
