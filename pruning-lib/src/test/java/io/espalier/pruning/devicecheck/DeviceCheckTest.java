// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.espalier.pruning.check.RelativeError;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.mask.Granularity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cheap checks on a CPU, so that those for a GPU cannot rot. */
@Tag("any-processor")
class DeviceCheckTest {
  private final List<String> lines = new ArrayList<>();

  @Test
  void the_cheap_checks_pass_on_a_cpu_and_print_a_line_for_each_result() {
    assertThat(
            check("cpu", "--quick", "device", "engine", "masks", "leak", "times", "parts", "many"))
        .as("%s", lines)
        .isEqualTo(0);

    assertThat(lines).allMatch(line -> line.matches("RESULT [a-z]+ (ok|info) .+: .+"));
    assertThat(lines)
        .contains(
            "RESULT device ok there: cpu",
            "RESULT device ok product: [14.0, 32.0, 32.0, 77.0] on cpu()",
            "RESULT device ok host view: [1.0, 0.0, 7.0]");
    assertThat(lines.stream().filter(line -> line.startsWith("RESULT masks ok resnet20s ")))
        .as("the weights; four structures, three rankings")
        .hasSize(1 + Granularity.KNOWN.size() * 3);
    assertThat(lines)
        .anyMatch(line -> line.startsWith("RESULT many info resnet20s float32 2 runs"));
  }

  @Test
  void a_single_check_takes_its_device_and_sizes() {
    assertThat(check("time", "cpu", "resnet20s", "float32", "dense", "1", "2")).isEqualTo(0);

    assertThat(lines).anyMatch(line -> line.startsWith("RESULT time info resnet20s float32 dense"));
    assertThat(lines).noneMatch(line -> line.contains("bip"));
  }

  @Test
  void a_device_that_is_not_there_fails_before_any_check() {
    assertThat(DeviceFacts.isThere("gpu99")).isFalse();

    assertThat(check("gpu99", "parts")).isEqualTo(1);
    assertThat(lines).hasSize(1).first().asString().startsWith("RESULT device FAIL there: ");
  }

  @Test
  void a_wrong_command_line_names_the_choices() {
    assertThat(check("cpu", "speed")).isEqualTo(2);
    assertThat(check("parts", "cpu", "resnet21s")).isEqualTo(2);
    assertThat(check("many", "cpu", "resnet20s")).isEqualTo(2);
    assertThat(lines)
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("gpu-check: Unknown check: speed, must be one of device, engine"),
            line -> assertThat(line).contains("parts DEVICE MODEL").contains("resnet20s"),
            line -> assertThat(line).contains("many DEVICE MODEL PRECISION RUNS STEPS EPOCHS"));
  }

  @Test
  void a_result_that_is_wrong_and_a_check_that_throws_make_the_process_fail() {
    AtomicBoolean failed = new AtomicBoolean();
    CheckLines results = new CheckLines("numerics", lines::add, failed);

    results.result(true, "right", "1");
    assertThat(failed).isFalse();
    results.result(false, "wrong", "2");
    assertThat(failed).isTrue();
    assertThat(lines)
        .containsExactly("RESULT numerics ok right: 1", "RESULT numerics FAIL wrong: 2");

    lines.clear();
    assertThat(check("time", "cpu", "resnet20s", "float32", "imp", "0", "2")).isEqualTo(1);
    assertThat(lines).anyMatch(line -> line.startsWith("RESULT time FAIL threw: "));
  }

  @Test
  void the_distance_of_two_vectors_is_relative() {
    assertThat(RelativeError.of(new double[] {3, 4}, new double[] {3, 4})).isEqualTo(0);
    assertThat(RelativeError.of(new double[] {3, 4}, new double[] {3, 3.5})).isEqualTo(0.1);
    assertThat(Device.fromName("cpu").isGpu()).isFalse();
  }

  private int check(String... arguments) {
    return new DeviceCheck(
            line -> {
              synchronized (lines) {
                lines.add(line);
              }
            })
        .run(List.of(arguments));
  }
}
