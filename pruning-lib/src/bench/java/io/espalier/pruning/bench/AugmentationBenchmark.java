// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import io.espalier.pruning.data.BatchOrder;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageBatches;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A batch of images of 32×32 pixels, cropped and mirrored at random, into a buffer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class AugmentationBenchmark {
  private static final int IMAGES = 1280;

  private ImageBatches batches;
  private BatchOrder order;
  private FloatBuffer out;
  private int next;

  @Setup(Level.Trial)
  public void make() throws IOException {
    ImageSet set =
        Datasets.ALL
            .choose("shapes", Map.of("train", IMAGES, "test", 10))
            .value()
            .load(new LocalStorage(), "");
    batches = set.train().batches(set);
    order =
        new BatchOrder(IntStream.range(0, IMAGES).toArray(), Workload.BATCH, SplittableRandom::new);
    out =
        ByteBuffer.allocateDirect(Workload.BATCH * set.imageSize() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  @Benchmark
  public FloatBuffer augment() {
    batches.augmented(order, next++ % order.batches(), out.clear());
    return out;
  }
}
