// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.CheckpointInterval;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trains a network on images that are decoded during training. */
@Tag("any-processor")
@Timeout(120)
class StreamedTrialTest {
  private static final int IMAGES = 24;

  @TempDir private Path folder;

  @BeforeEach
  void images() throws IOException {
    for (String part : List.of("train", "test")) {
      for (int i = 0; i < IMAGES; i++) {
        BufferedImage image = new BufferedImage(20, 18, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 20 * 18; p++) {
          image.setRGB(p % 20, p / 20, i % 2 == 0 ? p * 0x000101 : (255 - p % 200) << 16);
        }
        Path file = folder.resolve("%s/%s/%s.png".formatted(part, i % 2 == 0 ? "a" : "b", i));
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
      }
    }
  }

  @Test
  void a_repeated_run_has_the_same_bits() throws Exception {
    TrialResult one = run(images(new LocalStorage()), "one");
    TrialResult other = run(images(new LocalStorage()), "other");

    assertThat(other.test()).isEqualTo(one.test());
    assertThat(files("other")).isEqualTo(files("one"));
  }

  @Test
  void an_interrupt_ends_a_run_that_waits_for_an_image() throws Exception {
    Stuck stuck = new Stuck(new AtomicInteger(), new CountDownLatch(1), new CountDownLatch(1));
    ImageSet images = images(stuck);
    CompletableFuture<TrialResult> result = new CompletableFuture<>();
    Thread run =
        new Thread(
            () -> {
              try {
                result.complete(run(images, "stuck"));
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    run.start();
    assertThat(stuck.waits().await(60, TimeUnit.SECONDS)).isTrue();

    run.interrupt();

    try {
      result.get(60, TimeUnit.SECONDS);
      throw new AssertionError("not interrupted");
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(InterruptedException.class);
    }
    for (int wait = 0; wait < 1000 && decoding(); wait++) {
      Thread.sleep(10);
    }
    assertThat(decoding()).isFalse();
  }

  private static boolean decoding() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("decode"));
  }

  /** Opens {@link #IMAGES} files, and then blocks on every further one. */
  private record Stuck(AtomicInteger opened, CountDownLatch waits, CountDownLatch never)
      implements Storage {
    @Override
    public InputStream open(String location) throws IOException {
      if (opened.incrementAndGet() > IMAGES) {
        waits.countDown();
        try {
          never.await();
        } catch (InterruptedException e) {
          throw new IOException("interrupted", e);
        }
      }
      return new LocalStorage().open(location);
    }

    @Override
    public List<String> list(String location) throws IOException {
      return new LocalStorage().list(location);
    }

    @Override
    public List<String> folders(String location) throws IOException {
      return new LocalStorage().folders(location);
    }

    @Override
    public SortedMap<String, Long> lengths(String location) throws IOException {
      return new LocalStorage().lengths(location);
    }

    @Override
    public void create(String location, Content content) throws IOException {
      new LocalStorage().create(location, content);
    }
  }

  private ImageSet images(Storage storage) throws IOException {
    return Datasets.ALL
        .choose("image-folder", Map.of("size", 16))
        .value()
        .load(storage, folder.toString());
  }

  private TrialResult run(ImageSet images, String ticket) throws Exception {
    TrialSpec spec =
        new TrialSpec(
            Architectures.ALL.choose("resnet20s", Map.of("width", 0.25)),
            Precision.FLOAT32,
            Methods.ALL.choose("dense", Map.of("epochs", 2, "batch", 10)).value(),
            new Unstructured(),
            Sparsity.DENSE,
            1,
            folder.resolve(ticket).toString(),
            Optional.empty(),
            Optional.empty());
    return new Trial(
            new LocalStorage(),
            images,
            "cpu",
            CheckpointInterval.DEFAULT,
            ProcessEngine.checked("cpu"))
        .run(spec, report -> {});
  }

  /** The files that a run has written, except those that contain seconds. */
  private List<String> files(String ticket) throws IOException {
    List<String> contents = new ArrayList<>();
    for (String name : new LocalStorage().list(folder.resolve(ticket).toString())) {
      if (!name.endsWith(".json")) {
        byte[] bytes = Files.readAllBytes(folder.resolve(ticket).resolve(name));
        contents.add(name + " " + Arrays.hashCode(bytes));
      }
    }
    assertThat(contents).isNotEmpty();
    return contents;
  }
}
