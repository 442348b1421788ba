// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.engine.CudaRuntime;
import io.espalier.pruning.engine.DeviceFacts;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The program behind {@code deploy/gpu-check}: checks a device with everything that runs do on it,
 * and prints a line for each result, {@code RESULT check verdict name: text}.
 *
 * <pre>
 * DeviceCheck [DEVICE] [CHECK…] [--quick]    these checks, or all
 * DeviceCheck CHECK DEVICE [ARGUMENT…]       one check with its own sizes
 * </pre>
 *
 * DEVICE is {@code gpu0} by default. Exit codes: 0 all results are right, 1 one is wrong, 2 command
 * line. Rehearsed on a CPU; not tried on a card.
 */
public final class DeviceCheck {
  private static final int RIGHT = 0;
  private static final int WRONG = 1;
  private static final int USAGE = 2;
  private static final String DEVICE = "cpu|gpu[0-9]{1,3}";
  private static final String QUICK = "--quick";

  private final Consumer<String> out;
  private final AtomicBoolean failed = new AtomicBoolean();

  DeviceCheck(Consumer<String> out) {
    this.out = out;
  }

  /** Runs the checks that the arguments name, and ends the process. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int exit = new DeviceCheck(out::println).run(List.of(arguments));
    out.flush();
    // Without waiting for threads of the engine, whose end is no part of a check.
    Runtime.getRuntime().halt(exit);
  }

  int run(List<String> arguments) {
    return isSingle(arguments) ? single(arguments) : several(arguments);
  }

  private static boolean isSingle(List<String> arguments) {
    return arguments.size() > 1
        && KnownCheck.named(arguments.get(0)).isPresent()
        && arguments.get(1).matches(DEVICE);
  }

  private int single(List<String> arguments) {
    KnownCheck known = KnownCheck.named(arguments.get(0)).orElseThrow();
    Check check;
    try {
      check = known.parsed().apply(arguments.subList(2, arguments.size()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return usage("%s DEVICE %s: %s".formatted(known.name(), known.arguments(), e.getMessage()));
    }
    return checked(arguments.get(1), List.of(new Step(known.name(), check)));
  }

  /** A check to run. */
  private record Step(String name, Check check) {}

  private int several(List<String> arguments) {
    List<String> names = new ArrayList<>(arguments);
    boolean quick = names.removeIf(QUICK::equals);
    String device = !names.isEmpty() && names.get(0).matches(DEVICE) ? names.remove(0) : "gpu0";
    List<String> unknown = names.stream().filter(name -> KnownCheck.named(name).isEmpty()).toList();
    if (!unknown.isEmpty()) {
      return usage(
          "Unknown check: %s, must be one of %s"
              .formatted(
                  String.join(", ", unknown),
                  KnownCheck.all().stream()
                      .map(KnownCheck::name)
                      .collect(Collectors.joining(", "))));
    }
    List<Step> steps = new ArrayList<>();
    for (KnownCheck known : KnownCheck.all()) {
      if (names.isEmpty() || names.contains(known.name())) {
        (quick ? known.quick() : known.full())
            .forEach(check -> steps.add(new Step(known.name(), check)));
      }
    }
    return checked(device, steps);
  }

  private int usage(String problem) {
    out.accept("gpu-check: " + problem);
    return USAGE;
  }

  private int checked(String device, List<Step> steps) {
    if (isUsable(device)) {
      steps.forEach(step -> run(step, device));
    }
    return failed.get() ? WRONG : RIGHT;
  }

  /** Starts the engine, with correct kernels on the CPU, which the device is compared with. */
  private boolean isUsable(String device) {
    CheckLines lines = new CheckLines("device", out, failed);
    try {
      ProcessEngine.checked("cpu");
      if (DeviceFacts.isThere(device)) {
        lines.ok("there", device);
        return true;
      }
      lines.fail(
          "there",
          CudaRuntime.isFound()
              ? "the engine finds no " + device
              : "the engine counts GPUs with libcudart.so and finds none; set CUDA_HOME, or -D%s"
                  .formatted(CudaRuntime.FOLDERS));
    } catch (RuntimeException | LinkageError e) {
      lines.fail("there", String.valueOf(e.getMessage()));
    }
    return false;
  }

  private void run(Step step, String device) {
    CheckLines lines = new CheckLines(step.name(), out, failed);
    long start = System.nanoTime();
    try {
      step.check().run(device, lines);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      lines.fail("threw", e.toString());
    } catch (Exception | LinkageError | OutOfMemoryError e) { // the other checks run, too
      lines.fail("threw", Arrays.toString(e.getStackTrace()).replaceAll("(?s), .*", "]") + " " + e);
    }
    lines.info("took", (System.nanoTime() - start) / 1_000_000_000 + " s");
  }
}
