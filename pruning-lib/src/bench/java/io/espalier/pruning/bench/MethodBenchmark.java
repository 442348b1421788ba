package io.espalier.pruning.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Runs of all methods on ResNet-20s in turns: the i-th iteration is the i-th turn. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MethodBenchmark {
  static final String MODEL = "resnet20s";

  private Workload workload;
  private Turns shots;
  private Shot shot;

  @Setup(Level.Trial)
  public void make() {
    workload = Workload.of(MODEL, 1);
    shots = new Turns(MethodTurn.ALL.stream().map(turn -> turn.run().on(workload)).toList());
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
