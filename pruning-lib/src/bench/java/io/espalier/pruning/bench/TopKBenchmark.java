// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.TopK;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Top-k of as many scores as ResNet-20s, ResNet-18 and ResNet-50 have weights, normally distributed
 * ones, by magnitude.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class TopKBenchmark {

  /** The number of scores. */
  @Param({"270000", "11200000", "23500000"})
  public int scores;

  private NDManager manager;
  private NDArray ranked;
  private NDArray mask;
  private final TopK topK = new TopK();

  @Setup(Level.Trial)
  public void draw() {
    manager = NDManager.newBaseManager();
    SplittableRandom random = new SplittableRandom(1);
    float[] drawn = new float[scores];
    for (int i = 0; i < scores; i++) {
      drawn[i] = (float) random.nextGaussian();
    }
    ranked = manager.create(drawn);
    mask = manager.zeros(new Shape(scores));
  }

  /** Keeps 26 %. */
  @Benchmark
  public void select() {
    topK.select(ranked, Sparsity.afterRounds(6).kept(scores), Ranking.MAGNITUDE, mask);
  }

  @TearDown(Level.Trial)
  public void close() {
    manager.close();
  }
}
