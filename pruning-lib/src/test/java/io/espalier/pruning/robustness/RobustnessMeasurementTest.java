// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.check.EngineCheck.Quantity;
import io.espalier.pruning.check.EngineVerdict;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.check.WrongKernels;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.export.WrittenTicket;
import io.espalier.pruning.model.Operation;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Evaluation;
import io.espalier.pruning.train.Evaluator;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RobustnessMeasurementTest {
  @TempDir private Path folder;
  private final LocalStorage storage = new LocalStorage();
  private ImageSet set;
  private Evaluation plain;

  /** A network of random values that tells classes apart by its head. */
  @BeforeEach
  void write_a_ticket() throws IOException {
    set = Datasets.ALL.choose("shapes", Map.of("train", 50, "test", 60)).value().load(storage, "");
    WrittenTicket.of(
        folder,
        1,
        set,
        (net, state) -> {
          state.other().addi(0.01);
          plain = new Evaluator(set, set.test(), net).evaluate(net, state);
        });
  }

  @Test
  void a_ticket_is_evaluated_without_corruption_and_in_each_severity() throws IOException {
    List<CorruptedAccuracy> measured =
        measurement().of(storage, folder.toString(), List.of(Corruption.FOG, Corruption.CONTRAST));

    assertThat(measured)
        .extracting(CorruptedAccuracy::corruption, CorruptedAccuracy::severity)
        .startsWith(tuple("none", 0), tuple("fog", 1), tuple("fog", 2))
        .endsWith(tuple("contrast", 4), tuple("contrast", 5))
        .hasSize(11);
    assertThat(measured).extracting(CorruptedAccuracy::images).containsOnly(60);
    assertThat(measured.get(0).evaluation().accuracy()).isCloseTo(plain.accuracy(), within(1e-12));
    assertThat(measured.get(0).evaluation().loss()).isCloseTo(plain.loss(), within(1e-9));
    assertThat(measured.stream().map(row -> row.evaluation().loss()).distinct())
        .as("each severity has images of its own")
        .hasSize(11);
    assertThat(measurement().of(storage, folder.toString(), List.of(Corruption.CONTRAST)))
        .as("other corruptions play no part")
        .containsExactlyElementsOf(
            measured.stream().filter(row -> !row.corruption().equals("fog")).toList());
  }

  @Test
  void a_ticket_is_not_evaluated_by_incorrect_kernels() {
    assertThatThrownBy(
            () ->
                new RobustnessMeasurement(set, "cpu", wrong(Quantity.LOGITS))
                    .of(storage, folder.toString(), List.of(Corruption.FOG)))
        .isInstanceOf(WrongKernels.class);
  }

  /** An engine that computes this of convolutions incorrectly. */
  private static CheckedEngine wrong(Quantity quantity) {
    Finding found = new Finding(Operation.CONVOLUTION, "3×3", "float32", quantity, 0.15, 24, 1e-4);
    return new CheckedEngine(
        "a processor", "ALL", null, List.of(new EngineVerdict("ALL", List.of(found))));
  }

  /** As in training and evaluation. */
  @Test
  void an_image_that_cannot_be_decoded_is_the_next_one_of_its_class() throws IOException {
    for (String split : List.of("train", "test")) {
      for (String name : List.of("a/1", "a/2", "b/1")) {
        Path file = folder.resolve("images").resolve(split).resolve(name + ".png");
        Files.createDirectories(file.getParent());
        BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(3, 3, 0x402010 * name.length() + name.hashCode());
        ImageIO.write(picture, "png", file.toFile());
      }
    }
    Files.write(folder.resolve("images/test/a/1.png"), new byte[] {1, 2, 3});
    ImageSet files =
        Datasets.ALL
            .choose("image-folder", Map.of("size", 8))
            .value()
            .load(storage, folder.resolve("images").toString());

    byte[] pixels = new CorruptedImages(files, 0).plain(0, 3).pixels();

    int size = files.imageSize();
    byte[] second = Arrays.copyOfRange(pixels, size, 2 * size);
    assertThat(Arrays.copyOf(pixels, size)).isEqualTo(second);
    assertThat(Arrays.copyOfRange(pixels, 2 * size, 3 * size)).isNotEqualTo(second);
  }

  /** Noise of another image would be a defect that no mean shows. */
  @Test
  void the_noise_of_an_image_depends_on_its_index_alone() throws IOException {
    CorruptedImages images = new CorruptedImages(set, 0);
    byte[] whole = noisy(images, 0, 60, 3);

    assertThat(noisy(images, 20, 30, 3))
        .isEqualTo(Arrays.copyOfRange(whole, 20 * set.imageSize(), 30 * set.imageSize()));
    assertThat(noisy(images, 0, 60, 3)).isEqualTo(whole);
    assertThat(noisy(new CorruptedImages(set, 1), 0, 60, 3)).isNotEqualTo(whole);
    byte[] grey = new byte[2 * set.imageSize()];
    Arrays.fill(grey, (byte) 127);
    byte[] two =
        images.of(new ResidentSplit(grey, new int[2]), 0, Corruption.GAUSSIAN_NOISE, 1).pixels();
    assertThat(Arrays.copyOf(two, set.imageSize()))
        .isNotEqualTo(Arrays.copyOfRange(two, set.imageSize(), two.length));
  }

  /** Else a stronger noise would be the same noise, scaled. */
  @Test
  void each_severity_has_noise_of_its_own() {
    byte[] grey = new byte[set.imageSize()];
    Arrays.fill(grey, (byte) 127);
    ResidentSplit one = new ResidentSplit(grey, new int[1]);
    CorruptedImages images = new CorruptedImages(set, 0);
    byte[] weak = images.of(one, 0, Corruption.GAUSSIAN_NOISE, 4).pixels();
    byte[] strong = images.of(one, 0, Corruption.GAUSSIAN_NOISE, 5).pixels();

    int sameSide = 0;
    for (int i = 0; i < grey.length; i++) {
      sameSide += (weak[i] & 0xFF) > 127 == (strong[i] & 0xFF) > 127 ? 1 : 0;
    }
    assertThat(sameSide).isLessThan(grey.length * 2 / 3);
  }

  private byte[] noisy(CorruptedImages images, int from, int to, int severity) throws IOException {
    return images.of(images.plain(from, to), from, Corruption.GAUSSIAN_NOISE, severity).pixels();
  }

  private RobustnessMeasurement measurement() {
    return new RobustnessMeasurement(set, "cpu", ProcessEngine.checked("cpu"));
  }
}
