// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;

/**
 * Counts what would cross the border between the host and a card, although the device is a CPU: the
 * methods of DJL through which values go are instrumented. Per thread.
 */
public final class DeviceBorder {
  private static final String PROJECT = "io.espalier";

  /** Not counted where it is null. */
  private static final ThreadLocal<List<Crossing>> RECORD = new ThreadLocal<>();

  static {
    ByteBuddyAgent.install();
    new ByteBuddy()
        .redefine(JniUtils.class)
        .visit(Advice.to(Send.class).on(named("createNdFromByteBuffer").or(named("set"))))
        .visit(Advice.to(Read.class).on(named("getByteBuffer")))
        // The size of their result depends on values, so the host waits for them.
        .visit(
            Advice.to(Look.class)
                .on(namedOneOf("contentEqual", "booleanMask", "nonZeros", "unique", "getItem")))
        .make()
        .load(JniUtils.class.getClassLoader(), ClassReloadingStrategy.fromInstalledAgent());
  }

  private DeviceBorder() {}

  /** The direction of a crossing. */
  public enum Direction {
    TO_DEVICE,
    TO_HOST
  }

  /**
   * Values that cross the border.
   *
   * @param waits whether the host waits for the device
   * @param callers methods of the project, innermost first
   */
  public record Crossing(Direction direction, long bytes, boolean waits, List<String> callers) {

    /** Whether a method is among the callers, such as {@code Training.step}. */
    public boolean isIn(String method) {
      return callers.contains(method);
    }
  }

  /** Work that may be interrupted. */
  public interface Work {
    void run() throws InterruptedException;
  }

  /** What crosses the border in this thread while {@code work} runs. */
  public static List<Crossing> during(Work work) throws InterruptedException {
    List<Crossing> crossings = new ArrayList<>();
    RECORD.set(crossings);
    try {
      work.run();
    } finally {
      RECORD.remove();
    }
    return crossings;
  }

  /** Called by the instrumented methods. */
  public static void crossed(Direction direction, long bytes) {
    Optional.ofNullable(RECORD.get())
        .ifPresent(
            crossings -> {
              List<String> callers =
                  StackWalker.getInstance()
                      .walk(
                          frames ->
                              frames
                                  .filter(frame -> frame.getClassName().startsWith(PROJECT))
                                  .map(DeviceBorder::name)
                                  .filter(name -> !name.startsWith("DeviceBorder"))
                                  .toList());
              boolean waits =
                  direction == Direction.TO_HOST
                      || callers.stream().noneMatch(name -> name.startsWith("Upload."));
              crossings.add(new Crossing(direction, bytes, waits, callers));
            });
  }

  private static String name(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
  }

  /** Before values go to the device. */
  public static final class Send {
    private Send() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(1) ByteBuffer data) {
      DeviceBorder.crossed(Direction.TO_DEVICE, data.remaining());
    }
  }

  /** Before the values of an array come to the host. */
  public static final class Read {
    private Read() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) NDArray array) {
      DeviceBorder.crossed(Direction.TO_HOST, array.size() * array.getDataType().getNumOfBytes());
    }
  }

  /** Before the host looks at values. */
  public static final class Look {
    private Look() {}

    @Advice.OnMethodEnter
    static void enter() {
      DeviceBorder.crossed(Direction.TO_HOST, 1);
    }
  }
}
