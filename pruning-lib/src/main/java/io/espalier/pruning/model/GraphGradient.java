package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * PyTorch's {@code torch.grad(…, create_graph=True)}: a gradient that can be differentiated again.
 *
 * <p>DJL does not offer it, and its backward pass with a graph leaves that graph in the leaf's own
 * gradient, a cycle that is never freed. PyTorch reads programs in TorchScript, a text in a zip
 * archive, so this class writes one of a few lines and calls it.
 */
final class GraphGradient implements AutoCloseable {
  private static final String CODE =
      """
      class GraphGradient(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        _is_full_backward_hook : Optional[bool]
        def forward(self: __torch__.GraphGradient,
          value: Tensor,
          leaf: Tensor) -> Tensor:
          gradients = torch.grad([value], [leaf], None, True, True)
          return unchecked_cast(Tensor, gradients[0])
      """;

  /** A pickled {@code GraphGradient} with training = True and no hook. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nGraphGradient\nq\0)\u0081}("
          + "X\u0008\0\0\0trainingq\1\u0088"
          + "X\u0016\0\0\0_is_full_backward_hookq\2Nubq\3.";

  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private final PtSymbolBlock program;

  /**
   * @param manager whose device the arrays are on
   */
  GraphGradient(NDManager manager) {
    try {
      this.program =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive()), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * ∂value/∂leaf, itself differentiable; the leaf's own gradient stays as it is. Grad mode must be
   * on.
   *
   * @param value a scalar computed from {@code leaf}
   * @return the shape of {@code leaf}
   */
  NDArray of(NDArray value, NDArray leaf) {
    return IValueUtils.forward(program, new NDList(value, leaf), true).singletonOrThrow();
  }

  @Override
  public void close() {
    program.close();
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED); // the engine reads nothing compressed
      store(zip, "data.pkl", OBJECT);
      store(zip, "code/__torch__.py", CODE);
      store(zip, "constants.pkl", NO_CONSTANTS);
      store(zip, "version", "3\n");
      store(zip, "byteorder", "little");
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    ZipEntry entry = new ZipEntry("gradient/" + name);
    entry.setSize(bytes.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
