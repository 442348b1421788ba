package io.espalier.pruning.bench;

import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.Inputs;
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

/** Steps under filter-wise masks in turns: the i-th iteration is a step of the i-th form. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CompactBenchmark {
  @Param("resnet20s")
  public String model;

  private Workload workload;
  private Turns shots;
  private Shot shot;

  @Setup(Level.Trial)
  public void make() {
    workload = Workload.of(model, 1);
    Batch images = new Inputs(workload.set(), Workload.BATCH, workload.manager()).next();
    shots =
        new Turns(
            MaskedForm.ALL.stream()
                .<Shot>map(form -> new MaskedStep(workload, images, form))
                .toList());
  }

  @Setup(Level.Iteration)
  public void turn() {
    shot = shots.next();
  }

  @Benchmark
  public void shot() throws Exception {
    shot.fire();
  }

  @TearDown(Level.Trial)
  public void close() {
    shots.close();
    workload.close();
  }
}
