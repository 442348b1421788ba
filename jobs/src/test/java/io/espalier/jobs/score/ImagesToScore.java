// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.storage.Storage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A folder of images of all kinds: the test images of a dataset, as BMP, PNG and transparent PNG,
 * in a folder for each class, and in the first of these also a grey one, one of another size, a
 * truncated and an empty one.
 *
 * @param folder location of the folder
 * @param test number of test images
 */
public record ImagesToScore(String folder, int test) {
  private static final String GREY = "grau ä [1].png";
  private static final String TALL = "tall *?.jpg";
  private static final String HALF = "half {a,b} %20.png";
  private static final String EMPTY = "empty # +.png";

  /** The number of images that are not of the test set. */
  public static final int OTHERS = 4;

  /** The number of images that cannot be read. */
  public static final int UNREADABLE = 2;

  /** Writes the images. */
  public static ImagesToScore written(HadoopStorage storage, String folder, ImageSet set)
      throws IOException {
    for (int i = 0; i < set.test().size(); i++) {
      byte[] bmp = set.test().file(set, i);
      String name = "%s/é %s.".formatted(set.classNames().get(set.test().labels()[i]), i);
      switch (i % 3) {
        case 0 -> put(storage, folder, name + "bmp", bmp);
        case 1 -> put(storage, folder, name + "PNG", png(image(bmp), BufferedImage.TYPE_INT_RGB));
        default -> put(storage, folder, name + "png", png(image(bmp), BufferedImage.TYPE_INT_ARGB));
      }
    }
    String first = set.classNames().get(0) + "/";
    byte[] some = set.test().file(set, 0);
    byte[] png = png(image(some), BufferedImage.TYPE_INT_RGB);
    put(storage, folder, first + GREY, png(image(some), BufferedImage.TYPE_BYTE_GRAY));
    put(storage, folder, first + TALL, jpg(new BufferedImage(45, 70, BufferedImage.TYPE_INT_RGB)));
    put(storage, folder, first + HALF, Arrays.copyOf(png, png.length / 2));
    put(storage, folder, first + EMPTY, new byte[0]);
    put(storage, folder, first + "notes.txt", new byte[] {1});
    put(storage, folder, first + ".hidden.png", png);
    return new ImagesToScore(folder, set.test().size());
  }

  /** The number of tickets that tasks of this process have open. */
  public static int openTickets() {
    return OpenTickets.SHARED.open();
  }

  /** The number of images. */
  public int all() {
    return test + OTHERS;
  }

  /** The scores in a folder, by the key of their ticket. */
  public static Map<String, List<Row>> scores(Configuration configuration, String location) {
    SparkSession.clearActiveSession();
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1");
    try (SparkSession spark = builder.getOrCreate()) {
      Configuration own = spark.sparkContext().hadoopConfiguration();
      configuration.forEach(setting -> own.set(setting.getKey(), setting.getValue()));
      return spark.read().option("__globPaths__", false).parquet(location).collectAsList().stream()
          .collect(Collectors.groupingBy(row -> row.<String>getAs("ticket")));
    }
  }

  /**
   * Checks the scores of one ticket.
   *
   * @param recorded accuracy that its run recorded
   */
  public void assertScored(List<Row> scores, double recorded) {
    Map<String, Row> others = new HashMap<>();
    int right = 0;
    for (Row row : scores) {
      String file = row.getAs("file");
      if (file.matches(".*/é \\d+\\.\\w+")) {
        right += row.getAs("label").equals(row.getAs("predicted")) ? 1 : 0;
      } else {
        others.put(file.substring(file.lastIndexOf('/') + 1), row);
      }
    }
    assertThat(scores).hasSize(all());
    assertThat((double) right / test).isEqualTo(recorded);
    assertThat(others).containsOnlyKeys(GREY, TALL, HALF, EMPTY);
    assertThat(List.of(others.get(GREY), others.get(TALL)))
        .allSatisfy(ImagesToScore::assertPredicted);
    assertThat(List.of(others.get(HALF), others.get(EMPTY)))
        .allSatisfy(row -> assertThat(row.<String>getAs("error")).isNotBlank())
        .allSatisfy(row -> assertThat(row.<Integer>getAs("predicted")).isNull());
  }

  private static void assertPredicted(Row row) {
    List<Row> best = row.getList(row.fieldIndex("top5"));
    assertThat(row.<String>getAs("error")).isNull();
    assertThat(best).hasSize(5);
    assertThat(best.get(0).<String>getAs("class")).isEqualTo(row.<String>getAs("predicted_class"));
    assertThat(best.get(0).<Double>getAs("probability"))
        .isEqualTo(row.<Double>getAs("probability"));
    assertThat(best)
        .extracting(guess -> -guess.<Double>getAs("probability"))
        .isSorted()
        .allMatch(negative -> negative <= 0 && negative >= -1);
  }

  private static void put(HadoopStorage storage, String folder, String name, byte[] content)
      throws IOException {
    storage.create(Storage.in(folder, name), out -> out.write(content));
  }

  private static BufferedImage image(byte[] file) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(file));
  }

  /** With any transparency, which is ignored; the grey of a pixel is its red. */
  private static byte[] png(BufferedImage image, int type) throws IOException {
    BufferedImage other = new BufferedImage(image.getWidth(), image.getHeight(), type);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          other.getRaster().setSample(x, y, 0, (rgb >> 16) & 0xFF);
        } else {
          other.setRGB(x, y, (rgb & 0xFFFFFF) | ((7 * x + y) << 24));
        }
      }
    }
    return encoded(other, "png");
  }

  private static byte[] jpg(BufferedImage image) throws IOException {
    return encoded(image, "jpg");
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }
}
