// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import io.espalier.pruning.method.ContinuedRunTest.Case;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.EpochReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs of four epochs of three steps that are told to stop in every forward pass of training, one
 * after another, and in every evaluation; without any checkpoint that is due.
 */
@Tag("any-processor")
class StoppedRunTest {
  private static final CheckpointInterval NEVER = CheckpointInterval.ofEpochs(99);

  @TempDir private Path folder;

  /** Forward passes since the last start of the run. */
  private int forwards;

  /** Forward passes of a method before its first step, repeated by each start. */
  private int scoring = -1;

  private int interruptAt = Integer.MAX_VALUE;
  private TinyRun run;

  @AfterEach
  void close() {
    run.close();
  }

  @ParameterizedTest
  @MethodSource("io.espalier.pruning.method.ContinuedRunTest#examples")
  void a_run_stopped_again_and_again_repeats_no_step_and_has_the_bits_of_an_undisturbed_run(
      Case example) throws Exception {
    run =
        new TinyRun(
            new SequentialBlock()
                .add(new ResNet20s(example.width()).block(4))
                .add(
                    LambdaBlock.singleton(
                        logits -> {
                          if (++forwards == interruptAt) {
                            Thread.currentThread().interrupt();
                          }
                          return logits;
                        })));
    run.first = () -> scoring = scoring < 0 ? forwards : scoring;
    forwards = 0; // those of the creation of the network
    Pruned whole = example.prune(run, Optional.empty());
    int undisturbed = forwards;
    List<EpochReport> curve = List.copyOf(run.curve);
    CheckpointFolder kept = new CheckpointFolder(new LocalStorage(), folder.toString(), NEVER);
    List<Integer> starts = new ArrayList<>();

    Optional<Pruned> end = Optional.empty();
    int made = 0;
    while (end.isEmpty()) {
      forwards = 0;
      interruptAt = scoring + 1 + starts.size() % 2;
      end = untilStopped(example, kept);
      starts.add(forwards);
      made += forwards;
      assertThat(starts).hasSizeLessThan(60);
    }

    assertThat(starts).hasSizeGreaterThan(6);
    assertThat(made - scoring * (starts.size() - 1)).as("%s", starts).isEqualTo(undisturbed);
    ContinuedRunTest.assertSame(end.get(), whole);
    assertThat(run.curve)
        .usingRecursiveComparison()
        .ignoringFields("cost.seconds")
        .isEqualTo(curve);
    assertThat(run.curve)
        .extracting(report -> report.cost().seconds())
        .isSorted()
        .allMatch(seconds -> seconds > 0);
  }

  private Optional<Pruned> untilStopped(Case example, CheckpointFolder kept) {
    try {
      return Optional.of(example.prune(run, Optional.of(kept)));
    } catch (InterruptedException e) {
      return Optional.empty();
    }
  }
}
