// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.ArrayList;
import java.util.List;
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

/** Shots in turns: the i-th iteration is the i-th of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public abstract class TurnsBenchmark {
  private final List<Workload> workloads = new ArrayList<>();
  private Turns inTurns;
  private Shot shot;

  /** In the order of their turns. */
  abstract List<Shot> shots();

  /** A workload that is closed after the last shot. */
  final Workload workload(String model, int steps) {
    Workload made = Workload.of(model, steps);
    workloads.add(made);
    return made;
  }

  @Setup(Level.Trial)
  public void make() {
    inTurns = new Turns(shots());
  }

  @Setup(Level.Iteration)
  public void turn() {
    shot = inTurns.next();
  }

  @Benchmark
  public void shot() throws Exception {
    shot.fire();
  }

  @TearDown(Level.Trial)
  public void close() {
    inTurns.close();
    workloads.forEach(Workload::close);
  }
}
