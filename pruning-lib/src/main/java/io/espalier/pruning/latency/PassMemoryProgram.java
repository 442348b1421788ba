// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.espalier.pruning.engine.Autograd;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Libtorch;
import io.espalier.pruning.export.TicketBlockFactory;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.model.NetworkBlocks;
import io.espalier.pruning.onnx.OnnxRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * Loads one exported network in a process of its own and makes a pass, for {@link PassMemory}:
 * prints the memory that both added.
 */
final class PassMemoryProgram {
  static final String ADDED = "espalier-pass-memory ";

  private PassMemoryProgram() {}

  /**
   * @param arguments runtime, file or folder of the network, and the shape of the batch
   */
  public static void main(String[] arguments) throws Exception {
    Path network = Path.of(arguments[1]);
    long[] shape = new long[arguments.length - 2];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Long.parseLong(arguments[2 + i]);
    }
    long added =
        InferenceRuntime.valueOf(arguments[0]) == InferenceRuntime.LIBTORCH
            ? libtorch(network, new Shape(shape))
            : onnxRuntime(network, shape);
    System.out.println(ADDED + added);
  }

  /** As DJL loads the folder and computes with it. */
  private static long libtorch(Path folder, Shape shape) throws Exception {
    Libtorch.started();
    Autograd.off();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Block small = NetworkBlocks.convolution(4, 3, 1);
      Shape smallest = new Shape(1, 3, 8, 8);
      small.initialize(manager, DataType.FLOAT32, smallest);
      pass(small, manager.zeros(smallest)); // the engine's own memory
      ResidentMemory memory = ResidentMemory.start();
      try (Model model = Model.newInstance(TicketFolder.NAME, Device.cpu(), "PyTorch")) {
        model.setBlock(new TicketBlockFactory().newBlock(model, folder, Map.of()));
        model.load(folder, TicketFolder.NAME);
        pass(model.getBlock(), manager.zeros(shape));
        return memory.added();
      }
    }
  }

  private static void pass(Block block, NDArray images) {
    ParameterStore store = new ParameterStore(images.getManager(), false);
    HostCopy.floats(block.forward(store, new NDList(images), false).singletonOrThrow());
  }

  private static long onnxRuntime(Path file, long[] shape) throws IOException {
    OnnxRuntime.version(); // loads the library
    ResidentMemory memory = ResidentMemory.start();
    long values = new Shape(shape).size();
    FloatBuffer images =
        ByteBuffer.allocateDirect(Math.toIntExact(values * Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    try (OnnxRuntime network = OnnxRuntime.of(file, 1)) {
      network.logits(images, shape);
      return memory.added();
    }
  }
}
