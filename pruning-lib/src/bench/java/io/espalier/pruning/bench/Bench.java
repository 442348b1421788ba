// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.nio.file.Path;
import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks, each in a process of its own, and prints their tables. {@code deploy/bench}
 * starts it.
 *
 * @param logs the folder of JMH's own output
 */
record Bench(Path logs, Effort effort) {
  private static final int WARM_UP_ROUNDS = 1;
  private static final int METHOD_ROUNDS = 5;
  private static final int COMPACT_ROUNDS = 11;
  private static final int KERNEL_PROCESSES = 3;
  private static final int KERNEL_ITERATIONS = 3;

  /**
   * @param arguments the folder of JMH's own output, and an {@link Effort}
   */
  public static void main(String[] arguments) throws RunnerException {
    Bench bench = new Bench(Path.of(arguments[0]), Effort.valueOf(arguments[1]));
    System.out.println(bench.kernels());
    for (NetworkTurns turns : bench.effort.networks()) {
      System.out.println(bench.network(turns));
    }
    System.out.println(bench.compact());
    System.out.println(bench.methods());
    System.out.println(Peers.NOTE);
  }

  private Table kernels() throws RunnerException {
    return new KernelReport(kernel(TopKBenchmark.class), kernel(AugmentationBenchmark.class))
        .table();
  }

  private Table network(NetworkTurns turns) throws RunnerException {
    ChainedOptionsBuilder options =
        inTurns(NetworkBenchmark.class, turns.name(), turns.parts().size(), turns.rounds())
            .param("turns", turns.name())
            .jvmArgsAppend("-Dai.djl.pytorch.num_threads=" + turns.threads());
    return new NetworkReport(turns, Rounds.of(turns.parts(), run(options))).table();
  }

  private Table compact() throws RunnerException {
    ChainedOptionsBuilder options =
        inTurns(CompactBenchmark.class, "COMPACT", MaskedForm.ALL.size(), COMPACT_ROUNDS);
    return new CompactReport(MethodBenchmark.MODEL, Rounds.of(MaskedForm.ALL, run(options)))
        .table();
  }

  private Table methods() throws RunnerException {
    ChainedOptionsBuilder options =
        inTurns(MethodBenchmark.class, "METHODS", MethodTurn.ALL.size(), METHOD_ROUNDS);
    return new MethodReport(Rounds.of(MethodTurn.ALL, run(options))).table();
  }

  private ChainedOptionsBuilder inTurns(Class<?> benchmark, String log, int takers, int rounds) {
    return options(benchmark, log)
        .warmupIterations(WARM_UP_ROUNDS * takers)
        .measurementIterations(effort.of(rounds) * takers);
  }

  private Collection<RunResult> kernel(Class<?> benchmark) throws RunnerException {
    int iterations = effort.of(KERNEL_ITERATIONS);
    return run(
        options(benchmark, benchmark.getSimpleName())
            .forks(effort.of(KERNEL_PROCESSES))
            .warmupIterations(iterations)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class));
  }

  private ChainedOptionsBuilder options(Class<?> benchmark, String log) {
    System.err.println("bench: " + log);
    return new OptionsBuilder()
        .include(benchmark.getName())
        .forks(1)
        .shouldFailOnError(true)
        .output(logs.resolve(log + ".log").toString());
  }

  private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).run();
  }
}
