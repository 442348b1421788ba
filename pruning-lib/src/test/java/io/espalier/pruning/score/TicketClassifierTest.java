// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.repository.zoo.Criteria;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.data.Split;
import io.espalier.pruning.data.TestView;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.TinyImages;
import io.espalier.pruning.trial.Trial;
import io.espalier.pruning.trial.TrialResult;
import io.espalier.pruning.trial.TrialSpec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickets of whole runs, on tiny images that are written to files. */
class TicketClassifierTest {
  private static final int SIDE = 8;
  private static final int BATCH = 250;
  private static final ImageSet IMAGES = TinyImages.set(72, 300);
  private static final List<byte[]> FILES = files(IMAGES.test());
  private static final Choice<Architecture> MODEL =
      Architectures.ALL.choose("resnet20s", Map.of("width", 0.25));

  @TempDir private static Path folder;
  private static TrialResult weightwise;
  private static TrialResult filterwise;
  private static TrialResult halved;

  @BeforeAll
  static void tickets() throws Exception {
    weightwise = run("weights", new Unstructured(), Precision.FLOAT32);
    filterwise = run("filters", new Filters(), Precision.FLOAT32);
    halved = run("bf16", new Unstructured(), Precision.BF16);
  }

  @Test
  void tickets_have_the_accuracy_of_their_runs_to_the_image() throws Exception {
    assertThat(accuracy("weights", Precision.FLOAT32)).isEqualTo(weightwise.test().accuracy());
    assertThat(accuracy("filters", Precision.FLOAT32)).isEqualTo(filterwise.test().accuracy());
    assertThat(accuracy("bf16", Precision.BF16)).isEqualTo(halved.test().accuracy());
  }

  @Test
  void an_image_has_the_same_bits_alone_at_any_place_and_among_any_others() throws Exception {
    try (TicketClassifier ticket = open("weights", Precision.FLOAT32, BATCH)) {
      List<Answer> all = ticket.ofFiles(FILES);

      assertThat(ticket.ofFiles(FILES.subList(7, 8))).isEqualTo(all.subList(7, 8));
      assertThat(ticket.ofFiles(FILES.subList(249, 252))).isEqualTo(all.subList(249, 252));
      List<byte[]> reversed = new ArrayList<>(FILES);
      Collections.reverse(reversed);
      List<Answer> answers = new ArrayList<>(ticket.ofFiles(reversed));
      Collections.reverse(answers);
      assertThat(answers).isEqualTo(all);
    }
  }

  @Test
  void threads_share_a_ticket() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (TicketClassifier ticket = open("weights", Precision.FLOAT32, 50)) {
      List<Answer> all = ticket.ofFiles(FILES);

      Callable<List<Answer>> work = () -> ticket.ofFiles(FILES);
      for (Future<List<Answer>> one : threads.invokeAll(Collections.nCopies(6, work))) {
        assertThat(one.get()).isEqualTo(all);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void an_unreadable_file_is_an_answer_and_changes_no_other() throws Exception {
    byte[] half = Arrays.copyOf(FILES.get(0), FILES.get(0).length / 2);
    List<byte[]> files = List.of(FILES.get(0), half, new byte[0], FILES.get(1));
    try (TicketClassifier ticket = open("weights", Precision.FLOAT32, BATCH)) {
      List<Answer> answers = ticket.ofFiles(files);

      assertThat(answers.get(1)).isInstanceOf(Answer.Unreadable.class);
      assertThat(answers.get(2)).isEqualTo(new Answer.Unreadable("the file is empty"));
      assertThat(List.of(answers.get(0), answers.get(3)))
          .isEqualTo(ticket.ofFiles(FILES.subList(0, 2)));
    }
  }

  @Test
  void djl_serves_the_folder_of_a_ticket_as_its_serving_properties_say() throws Exception {
    Criteria<byte[], byte[]> criteria =
        Criteria.builder()
            .setTypes(byte[].class, byte[].class)
            .optModelPath(folder.resolve("weights"))
            .optTranslatorFactory(new TicketTranslatorFactory())
            .optArgument(TicketTranslatorFactory.BATCH, BATCH)
            .build();
    List<byte[]> files = new ArrayList<>(FILES.subList(0, BATCH - 1));
    files.add(3, new byte[] {1});

    try (var model = criteria.loadModel();
        var predictor = model.newPredictor();
        TicketClassifier ticket = open("weights", Precision.FLOAT32, BATCH)) {
      List<Answer> served = predictor.batchPredict(files).stream().map(AnswerJson::answer).toList();

      assertThat(served).isEqualTo(ticket.ofFiles(files));
      assertThat(AnswerJson.answer(predictor.predict(files.get(3))))
          .isInstanceOf(Answer.Unreadable.class);
    }
  }

  @Test
  void the_named_translator_exists() throws Exception {
    Properties serving = new Properties();
    try (Reader in = Files.newBufferedReader(folder.resolve("weights/serving.properties"))) {
      serving.load(in);
    }

    assertThat(Class.forName(serving.getProperty("translatorFactory")))
        .isEqualTo(TicketTranslatorFactory.class);
    assertThat(serving).containsEntry("height", "8").containsEntry("width", "8");
  }

  @Test
  void an_older_manifest_names_no_class_and_its_view_follows_from_the_size() throws Exception {
    LocalStorage storage = new LocalStorage();
    JsonObject json;
    try (Reader in = Files.newBufferedReader(folder.resolve("weights/ticket.json"))) {
      json = JsonParser.parseReader(in).getAsJsonObject();
    }
    assertThat(json.get("view").getAsString()).isEqualTo("whole");
    assertThat(json.get("precision").getAsString()).isEqualTo("float32");
    List.of("view", "classNames", "precision").forEach(json::remove);
    Path old = Files.createDirectories(folder.resolve("old"));
    Files.writeString(old.resolve("ticket.json"), json.toString());
    Manifest manifest = Manifest.read(storage, old.toString());

    assertThat(manifest.namesOfClasses()).containsExactly("0", "1", "2", "3");
    assertThat(TicketInput.of(manifest).view()).isEqualTo(TestView.WHOLE);
    JsonArray larger = new JsonArray();
    List.of(3, 224, 224).forEach(larger::add);
    json.add("image", larger);
    Files.writeString(old.resolve("ticket.json"), json.toString());
    assertThat(TicketInput.of(Manifest.read(storage, old.toString())).view())
        .isEqualTo(TestView.CENTRE);
  }

  private static double accuracy(String name, Precision precision) throws IOException {
    try (TicketClassifier ticket = open(name, precision, BATCH)) {
      List<Answer> answers = ticket.ofFiles(FILES);
      int[] labels = IMAGES.test().labels();
      long right =
          IntStream.range(0, labels.length)
              .filter(
                  i ->
                      answers.get(i) instanceof Answer.Prediction prediction
                          && prediction.first().index() == labels[i])
              .count();
      return (double) right / labels.length;
    }
  }

  private static TicketClassifier open(String name, Precision precision, int batch)
      throws IOException {
    TicketFolder ticket = new TicketFolder(new LocalStorage(), folder.resolve(name).toString());
    TicketInput input = TicketInput.of(Manifest.read(ticket.storage(), ticket.folder()));
    return TicketClassifier.open(
        ticket, input, precision, ProcessEngine.checked("cpu"), "cpu", batch);
  }

  private static TrialResult run(String name, Granularity structure, Precision precision)
      throws Exception {
    Map<String, Object> settings = Map.of("epochs", 2, "batch", 24);
    return new Trial(
            new LocalStorage(),
            IMAGES,
            "cpu",
            CheckpointInterval.DEFAULT,
            ProcessEngine.checked("cpu"))
        .run(
            new TrialSpec(
                MODEL,
                precision,
                Methods.ALL.choose("random", settings).value(),
                structure,
                new Sparsity(0.5),
                1,
                folder.resolve(name).toString(),
                Optional.empty(),
                Optional.empty()),
            report -> {});
  }

  /** The images of a split as PNG files. */
  private static List<byte[]> files(Split split) {
    byte[] pixels = ((ResidentSplit) split).pixels();
    int area = SIDE * SIDE;
    List<byte[]> files = new ArrayList<>();
    for (int image = 0; image < split.size(); image++) {
      BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < area; p++) {
        int at = image * 3 * area + p;
        int rgb =
            ((pixels[at] & 0xFF) << 16)
                | ((pixels[at + area] & 0xFF) << 8)
                | (pixels[at + 2 * area] & 0xFF);
        picture.setRGB(p % SIDE, p / SIDE, rgb);
      }
      files.add(png(picture));
    }
    return files;
  }

  private static byte[] png(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
