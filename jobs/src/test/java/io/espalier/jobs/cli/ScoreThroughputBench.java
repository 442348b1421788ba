// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.sun.management.OperatingSystemMXBean;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.Evaluator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The throughput of {@code score} beside the evaluation of a run, which has its images in memory:
 * ResNet-20s and PNG files of 32×32 pixels, in CPU seconds of this process, which other programs
 * hardly change. Opt-in, because it takes minutes; {@code -Dscore.images} is the number of files:
 *
 * <pre>
 * mvn -pl jobs -am test -Dtest=ScoreThroughputBench -Dgroups=scale -Dexcluded.groups= \
 *   -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("scale")
class ScoreThroughputBench {
  private static final int TEST = 10_000;
  private static final int ROUNDS = 3;
  private static final int A_FOLDER = 1_000;
  private static final double GOAL = 0.8;
  private static final String SWEEP =
      """
      dense: {epochs: 1, batch: 50}
      grid:
        dataset: {name: shapes, train: 500, test: 10000}
        model: resnet20s
        method: dense
        seed: 1
      """;

  @TempDir private Path folder;

  @Test
  void scoring_files_takes_little_more_than_evaluating_images_in_memory() throws IOException {
    int images = Integer.getInteger("score.images", 100_000);
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    Path out = folder.resolve("out");
    done("sweep", config.toString(), "--out", out.toString());
    RunRow run = new Results(out).rows().values().iterator().next();
    HadoopStorage storage = new HadoopStorage(new Configuration());
    ImageSet set =
        Datasets.ALL.choose("shapes", Map.of("train", 500, "test", TEST)).value().load(storage, "");
    Path all = write(set, images);
    Path some = Files.createDirectories(folder.resolve("some"));
    for (int i = 0; i < TEST / A_FOLDER; i++) {
      Files.createSymbolicLink(some.resolve(String.valueOf(i)), all.resolve(String.valueOf(i)));
    }

    double[] evaluating = new double[ROUNDS];
    double[] scoring = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      double before = seconds();
      double accuracy = evaluated(set, run, storage);
      evaluating[round] = seconds() - before;
      assertThat(accuracy).isEqualTo(run.result().accuracy());
      before = seconds();
      score(out, some, round);
      scoring[round] = seconds() - before;
    }
    double before = seconds();
    score(out, all, ROUNDS);
    double whole = (seconds() - before) / images;
    double one = median(evaluating) / TEST;
    System.err.printf(
        Locale.ROOT,
        "evaluating %.3f ms an image %s, scoring %s files %.3f ms (ratio %.3f) %s, scoring %s files %.3f ms (ratio %.3f)%n",
        1e3 * one,
        Arrays.toString(evaluating),
        TEST,
        1e3 * median(scoring) / TEST,
        one / (median(scoring) / TEST),
        Arrays.toString(scoring),
        images,
        1e3 * whole,
        one / whole);

    assertThat(one / whole).isGreaterThanOrEqualTo(GOAL);
  }

  private static double evaluated(ImageSet set, RunRow run, HadoopStorage storage)
      throws IOException {
    String weights = run.artifacts().weightsUri();
    TicketFolder ticket = new TicketFolder(storage, weights.substring(0, weights.lastIndexOf('/')));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        PrunableNet net =
            new PrunableNet(
                manager,
                Architectures.ALL.choose("resnet20s", Map.of()).value().block(set.classes()),
                new Shape(set.channels(), set.height(), set.width()),
                DataType.FLOAT32,
                PrunableNet.Layout.CHANNELS_LAST)) {
      NetworkState state = ticket.readState(net.manager());
      return new Evaluator(set, set.test(), net).evaluate(net, state).accuracy();
    }
  }

  private void score(Path out, Path images, int round) {
    String to = folder.resolve("scores " + round).toString();
    done(
        "score",
        "--out",
        out.toString(),
        "--where",
        "true",
        "--images",
        images.toString(),
        "--to",
        to);
  }

  /** PNG files of the test images, again and again. */
  private Path write(ImageSet set, int images) throws IOException {
    Path all = folder.resolve("all");
    for (int i = 0; i < images; i++) {
      Path file = all.resolve(i / A_FOLDER + "/" + i + ".png");
      if (i % A_FOLDER == 0) {
        Files.createDirectories(file.getParent());
      }
      if (i < TEST) {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(set.test().file(set, i)));
        ImageIO.write(image, "png", file.toFile());
      } else {
        Files.copy(all.resolve(i % TEST / A_FOLDER + "/" + i % TEST + ".png"), file);
      }
    }
    return all;
  }

  private static double seconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  private static void done(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exit()).as(run.err()).isEqualTo(0);
  }
}
