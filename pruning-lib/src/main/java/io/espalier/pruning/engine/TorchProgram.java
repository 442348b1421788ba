// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function in TorchScript, for operations of PyTorch that DJL lacks.
 *
 * <p>PyTorch loads programs as source code in a zip archive, so this class writes an archive of a
 * few lines and calls it. In grad mode, autograd records the operations of a call like those of
 * DJL; a function can also write to its arguments.
 */
public final class TorchProgram implements AutoCloseable {
  private static final String MODULE =
      """
      class Program(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        _is_full_backward_hook : Optional[bool]
      """;

  /** A pickled {@code Program} with training = True and no hook. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nProgram\nq\0)\u0081}("
          + "X\u0008\0\0\0trainingq\1\u0088"
          + "X\u0016\0\0\0_is_full_backward_hookq\2Nubq\3.";

  private static final String NO_CONSTANTS = "\u0080\u0002).";

  /** The version of the archive format, which also defines the semantics of operators. */
  private static final String VERSION = "3\n";

  private final PtSymbolBlock program;

  /**
   * @param manager manager on the device of the arrays; frees the program when closed
   * @param forward the function, {@code def forward(self, …) -> Tensor:} and its lines. Its
   *     parameters are tensors, a number having shape (), and for {@link #update} numbers after
   *     them
   * @throws ai.djl.engine.EngineException when PyTorch cannot read it
   */
  public TorchProgram(NDManager manager, String forward) {
    try {
      this.program =
          JniUtils.loadModule(
              (PtNDManager) manager,
              new ByteArrayInputStream(archive(MODULE + forward.indent(2))),
              false,
              false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Calls the function; the result belongs to the manager of the first argument and the scope of
   * the caller.
   *
   * @throws ai.djl.engine.EngineException when the function fails
   */
  public NDArray of(NDArray... arguments) {
    keepOrder();
    // "Training" only allows autograd to record the call, if grad mode is on.
    return IValueUtils.forward(program, new NDList(arguments), true).singletonOrThrow();
  }

  /**
   * Calls a function that changes arrays in place; its result is ignored. Autograd does not record
   * the call. Numbers do not wait for the device, unlike those of DJL's operations, which sends
   * each one as an array.
   *
   * @param arrays the parameters of type {@code Tensor}
   * @param numbers the parameters after them, of type {@code float}
   * @throws ai.djl.engine.EngineException when the function fails
   */
  public void update(NDList arrays, double... numbers) {
    IValue[] arguments =
        Stream.concat(
                arrays.stream().map(array -> IValue.from((PtNDArray) array)),
                Arrays.stream(numbers).mapToObj(IValue::from))
            .toArray(IValue[]::new);
    keepOrder();
    try {
      IValueUtils.runMethod(program, "forward", arguments).close();
    } finally {
      Arrays.stream(arguments).forEach(IValue::close);
    }
  }

  /**
   * Turns off PyTorch's optimiser of programs in this thread. It runs the first calls as written
   * and later ones as other kernels (on a GPU, fused ones that round differently), so a run that
   * goes on from a checkpoint would have other bits than one that was never stopped.
   */
  private static void keepOrder() {
    JniUtils.setGraphExecutorOptimize(false);
  }

  /** Frees the program. */
  @Override
  public void close() {
    program.close();
  }

  private static byte[] archive(String code) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED); // the engine does not read compressed entries
      store(zip, "data.pkl", OBJECT);
      store(zip, "code/__torch__.py", code);
      store(zip, "constants.pkl", NO_CONSTANTS);
      store(zip, "version", VERSION);
      store(zip, "byteorder", "little");
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    ZipEntry entry = new ZipEntry("program/" + name);
    entry.setSize(bytes.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
