// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.DataException;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatasetCacheTest {
  private static final int RUNS = 4;

  private final DatasetCache cache = new DatasetCache();
  private final HadoopStorage storage = new HadoopStorage(new Configuration(false));
  private final ExecutorService threads = Executors.newFixedThreadPool(RUNS);

  /** What happens while a dataset is read. */
  private interface Reading {
    void read() throws InterruptedException;
  }

  /** A dataset of two images that counts how often it is loaded. */
  private record Counted(AtomicInteger loads, Reading reading) implements ImageDataset {
    @Override
    public boolean needsLocation() {
      return true;
    }

    @Override
    public ImageSet load(Storage storage, String location) {
      loads.incrementAndGet();
      try {
        reading.read();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      float[] half = {0.5f};
      ResidentSplit image = new ResidentSplit(new byte[] {7}, new int[] {0});
      return new ImageSet(1, 1, 1, 1, half, half, image, image);
    }
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  @Test
  void runs_that_start_together_share_one_dataset_that_is_read_once() throws Exception {
    CountDownLatch allBegun = new CountDownLatch(RUNS);
    AtomicInteger loads = new AtomicInteger();
    Choice<ImageDataset> dataset = counted(loads, allBegun::await);
    Callable<ImageSet> run =
        () -> {
          allBegun.countDown();
          return cache.get(dataset, "here", storage);
        };

    List<Future<ImageSet>> got = threads.invokeAll(Collections.nCopies(RUNS, run));

    ImageSet first = got.get(0).get();
    for (Future<ImageSet> other : got) {
      assertThat(other.get()).isSameAs(first);
    }
    assertThat(cache.get(dataset, "here", cache.fingerprint(dataset, "here", storage), storage))
        .isSameAs(first);
    assertThat(loads).hasValue(1);
    assertThat(cache.get(dataset, "there", storage)).isNotSameAs(first);
  }

  @Test
  void the_relative_and_the_absolute_path_of_a_folder_share_one_dataset() throws IOException {
    AtomicInteger loads = new AtomicInteger();
    Choice<ImageDataset> dataset = counted(loads, () -> {});

    ImageSet set = cache.get(dataset, "here", storage);

    assertThat(cache.get(dataset, Path.of("here").toAbsolutePath().toString(), storage))
        .isSameAs(set);
    assertThat(loads).hasValue(1);
  }

  @Test
  void scarce_memory_evicts_only_datasets_that_no_run_uses() throws IOException {
    AtomicInteger loads = new AtomicInteger();
    Choice<ImageDataset> dataset = counted(loads, () -> {});
    ImageSet used = cache.get(dataset, "here", storage);

    exhaustMemory();
    assertThat(cache.get(dataset, "here", storage)).isSameAs(used);
    assertThat(loads).hasValue(1);

    used = null;
    exhaustMemory();
    cache.get(dataset, "here", storage);
    assertThat(loads).hasValue(2);
  }

  @Test
  void a_run_does_not_wait_while_another_dataset_is_read() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch got = new CountDownLatch(1);
    AtomicInteger inTime = new AtomicInteger();
    Choice<ImageDataset> slow =
        counted(
            new AtomicInteger(),
            () -> {
              reading.countDown();
              inTime.addAndGet(got.await(20, TimeUnit.SECONDS) ? 1 : 0);
            });
    Future<ImageSet> others = threads.submit(() -> cache.get(slow, "here", storage));
    reading.await();

    cache.get(counted(new AtomicInteger(), () -> {}), "here", storage);
    got.countDown();

    others.get();
    assertThat(inTime).hasValue(1);
  }

  @Test
  void a_dataset_with_another_fingerprint_than_planned_is_rejected() {
    Choice<ImageDataset> dataset = counted(new AtomicInteger(), () -> {});

    assertThatThrownBy(() -> cache.get(dataset, "here", "beef", storage))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot use counted at here: its fingerprint is ")
        .hasMessageEndingWith(", but the sweep was planned with beef");
  }

  /** Java clears all soft references before it throws {@link OutOfMemoryError}. */
  private static void exhaustMemory() {
    assertThatThrownBy(() -> assertThat(new long[Integer.MAX_VALUE - 8]).isNotEmpty())
        .isInstanceOf(OutOfMemoryError.class);
  }

  private static Choice<ImageDataset> counted(AtomicInteger loads, Reading reading) {
    return new Choice<>("counted", new Counted(loads, reading), new TreeMap<>());
  }
}
