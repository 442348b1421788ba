// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;

/**
 * Sends values to a device without waiting for what the device still has to compute, unlike {@code
 * NDManager.create}.
 *
 * <p>For a GPU, the values are copied to page-locked memory, and from there by the device itself,
 * in the order of its queue. The first copy is done when {@link #of} returns, so the source can be
 * overwritten at once. The page-locked memory is PyTorch's, which reuses a block only after the
 * device has read it. On a CPU the values are copied once. (Not tried on a GPU.)
 *
 * <p>Not thread-safe. Freed with its manager.
 */
public final class Upload {
  private static final String FORWARD =
      """
      def forward(self, values: Tensor, here: Tensor) -> Tensor:
        if ops.prim.is_cuda(here):
          device = ops.prim.device(here)
          sent = torch.to(torch.pin_memory(values), device, None, True, False)
        else:
          sent = torch.clone(values)
        return sent
      """;

  private final PtNDManager manager;
  private final TorchProgram program;
  private final NDArray here;

  /**
   * @param manager manager on the device to send to
   */
  public Upload(NDManager manager) {
    this.manager = (PtNDManager) manager;
    this.program = new TorchProgram(manager, FORWARD);
    this.here = manager.zeros(new Shape(1));
    NDScope.unregister(here);
  }

  /**
   * Sends the values from the position of a buffer to its limit.
   *
   * @param values direct buffer in native byte order; can be overwritten after the call
   * @return array of the scope of the caller
   */
  public NDArray of(ByteBuffer values, Shape shape, DataType type) {
    if (!values.isDirect() || values.remaining() != shape.size() * type.getNumOfBytes()) {
      throw new IllegalArgumentException(
          "Invalid values: %s, must be a direct buffer with %s bytes left"
              .formatted(values, shape.size() * type.getNumOfBytes()));
    }
    try (NDArray source =
        JniUtils.createNdFromByteBuffer(
            manager, values.slice(), shape, type, SparseFormat.DENSE, Device.cpu())) {
      return program.of(source, here);
    }
  }
}
