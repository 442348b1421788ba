// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static io.espalier.jobs.config.TestConfigs.cells;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.sweep.DeviceChoice;
import io.espalier.jobs.sweep.Execution;
import io.espalier.jobs.sweep.SweepConfig;
import io.espalier.pruning.train.CheckpointInterval;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutionTest {
  private static final String GRID =
      "grid: {dataset: shapes, model: resnet20s, method: omp, sparsity: 0.5, seed: 1}\n";

  @Test
  void device_and_checkpoint_interval_are_read_and_do_not_change_the_cells() {
    assertThat(read("")).isEqualTo(Execution.DEFAULT);
    assertThat(read("device: cpu\n").device()).isEqualTo(DeviceChoice.CPU);
    assertThat(read("device: gpu\n").device()).isEqualTo(DeviceChoice.GPU);
    assertThat(read("checkpoint: {epochs: 3}\n").checkpoints())
        .isEqualTo(CheckpointInterval.ofEpochs(3));
    assertThat(read("checkpoint: {minutes: 0.5}\n").checkpoints())
        .isEqualTo(CheckpointInterval.of(Duration.ofSeconds(30)));
    assertThat(read("checkpoint: {minutes: 2, epochs: 3}\n").checkpoints())
        .isEqualTo(new CheckpointInterval(3, Duration.ofMinutes(2)));
    assertThat(cells(config("device: cpu\ncheckpoint: {epochs: 3}\n")))
        .isEqualTo(cells(config("")));
  }

  private static Execution read(String lines) {
    return config(lines).execution();
  }

  private static SweepConfig config(String lines) {
    return ConfigReader.read("sweep.yaml", lines + GRID, List.of()).orThrow();
  }
}
