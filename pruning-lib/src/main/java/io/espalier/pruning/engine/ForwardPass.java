package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;

/**
 * A result without what was computed on the way to it: of that, the engine keeps what the way back
 * needs, and frees it as it goes.
 *
 * <p>Not all that the engine keeps is its own. What DJL makes of Java's numbers, such as the 6 of
 * {@code Activation.relu6} or the 2 of {@code x.div(2)}, lies in a buffer of Java's, and DJL lets
 * go of it as soon as the operation is done. When the garbage collector has freed it by the time
 * the way back reads it, the gradient is that of another number, without any error: 3 of 400
 * gradients of MobileNetV2 in float32 were wrong by 80 to 100 %. So all buffers of arrays that were
 * made on the way, but for those in scopes of a block's own, are held until this is closed: after
 * the way back.
 *
 * <p>DJL says neither which arrays a scope has nor where they lie; both are read from its private
 * fields. For one thread.
 */
public final class ForwardPass implements AutoCloseable {
  private static final VarHandle ARRAYS = field(NDScope.class, "resources", IdentityHashMap.class);
  private static final VarHandle BUFFER = field(PtNDArray.class, "dataRef", ByteBuffer.class);

  private final List<ByteBuffer> held = new ArrayList<>();

  /**
   * What {@code forward} returns, an array of the caller's scope. All other arrays that it makes
   * are closed.
   */
  public NDArray result(Supplier<NDArray> forward) {
    NDArray result;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      ARRAYS.set(scope, new Made(held));
      result = forward.get();
      NDScope.unregister(result);
    }
    NDScope.register(result);
    return result;
  }

  /** Lets the garbage collector have the buffers. */
  @Override
  public void close() {
    held.clear();
  }

  private static VarHandle field(Class<?> owner, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("DJL's " + owner.getName() + " has no " + name, e);
    }
  }

  /** Those of a scope; an array is put in as it is made, before anyone can close it. */
  @SuppressWarnings("serial") // never written
  private static final class Made extends IdentityHashMap<NDArray, NDArray> {
    private final transient List<ByteBuffer> held;

    Made(List<ByteBuffer> held) {
      this.held = held;
    }

    @Override
    public NDArray put(NDArray array, NDArray same) {
      if (array instanceof PtNDArray made && BUFFER.get(made) instanceof ByteBuffer buffer) {
        held.add(buffer);
      }
      return super.put(array, same);
    }
  }
}
