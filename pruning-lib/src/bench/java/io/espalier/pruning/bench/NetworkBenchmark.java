package io.espalier.pruning.bench;

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

/** The parts of a network's training in turns: the i-th iteration is a shot of the i-th part. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class NetworkBenchmark {
  private static final int STEPS_AN_EPOCH = 15;

  @Param public NetworkTurns turns;

  private Workload workload;
  private Workload neighbour;
  private Turns shots;
  private Shot shot;

  @Setup(Level.Trial)
  public void make() {
    workload = Workload.of(turns.model(), STEPS_AN_EPOCH);
    neighbour = Workload.of(turns.model(), STEPS_AN_EPOCH);
    NetworkShots made = new NetworkShots(workload, neighbour);
    shots = new Turns(turns.parts().stream().map(made::of).toList());
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
    neighbour.close();
  }
}
