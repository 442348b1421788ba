// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TorchProgramTest {
  private static final String CUBE_TIMES =
      """
      def forward(self, x: Tensor, factor: Tensor) -> Tensor:
        return torch.mul(torch.pow(x, 3), factor)
      """;

  private static final String SUBTRACT =
      """
      def forward(self, weights: Tensor, gradient: Tensor, rate: Tensor) -> Tensor:
        return torch.sub_(weights, torch.mul(gradient, rate))
      """;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    JniUtils.setGradMode(false);
    manager.close();
  }

  @Test
  void a_program_computes_arrays_and_numbers_in_the_data_type_of_the_arrays() {
    try (TorchProgram program = new TorchProgram(manager, CUBE_TIMES)) {
      NDArray single = program.of(manager.create(new float[] {2, -3}), manager.create(0.5));
      NDArray exact = program.of(manager.create(new double[] {2, -3}), manager.create(0.5));

      assertThat(single.toFloatArray()).containsExactly(4, -13.5f);
      assertThat(exact.toDoubleArray()).containsExactly(4, -13.5);
    }
  }

  /** ∂(c·x³)/∂x = 3c·x². */
  @Test
  void autograd_records_a_program_only_in_grad_mode() {
    try (TorchProgram program = new TorchProgram(manager, CUBE_TIMES)) {
      NDArray x = manager.create(new float[] {2, -3});
      x.setRequiresGradient(true);
      JniUtils.setGradMode(true);
      NDArray value = program.of(x, manager.create(0.5)).sum();
      JniUtils.backward((PtNDArray) value, (PtNDArray) manager.create(1f), false, false);
      JniUtils.setGradMode(false);

      assertThat(x.getGradient().toFloatArray()).containsExactly(6, 13.5f);
      assertThat(program.of(x, manager.create(0.5)).hasGradient()).isFalse();
    }
  }

  /** Earlier views see the change, because the memory stays the same. */
  @Test
  void a_program_updates_its_arguments_in_place() {
    try (TorchProgram program = new TorchProgram(manager, SUBTRACT)) {
      NDArray weights = manager.create(new float[] {1, 2, 3});
      NDArray view = weights.get("1:");

      program.of(weights, manager.create(new float[] {1, 1, 2}), manager.create(0.5));

      assertThat(weights.toFloatArray()).containsExactly(0.5f, 1.5f, 2);
      assertThat(view.toFloatArray()).containsExactly(1.5f, 2);
      assertThat(weights.getDataType()).isEqualTo(DataType.FLOAT32);
    }
  }

  @Test
  void an_update_takes_numbers_that_no_array_holds() throws Exception {
    String scaled =
        """
        def forward(self, x: Tensor, g: Tensor, rate: float) -> Tensor:
          x -= g * rate
          return x
        """;
    try (TorchProgram program = new TorchProgram(manager, scaled)) {
      NDArray x = manager.create(new float[] {1, 2});
      NDArray g = manager.create(new float[] {2, -4});

      assertThat(DeviceBorder.during(() -> program.update(new NDList(x, g), 0.25))).isEmpty();

      assertThat(x.toFloatArray()).containsExactly(0.5f, 3);
    }
  }

  /** An update runs in PyTorch's inference mode, whose arrays no backward pass accepts. */
  @Test
  void an_updated_array_can_be_differentiated() {
    String doubled = "def forward(self, x: Tensor) -> Tensor:\n  x += x\n  return x\n";
    try (TorchProgram program = new TorchProgram(manager, doubled)) {
      NDArray x = manager.create(new float[] {2, -3});
      program.update(new NDList(x));
      x.setRequiresGradient(true);
      NDArray value = Autograd.on(() -> x.mul(x).sum());
      Autograd.backward(value, manager.create(1f));

      assertThat(x.getGradient().toFloatArray()).containsExactly(8, -12);
    }
  }

  @Test
  void the_error_of_an_invalid_program_shows_its_line() {
    assertThatThrownBy(
            () ->
                new TorchProgram(
                    manager, "def forward(self, x: Tensor) -> Tensor:\n  return torch.nothing(x)"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("Unknown builtin op: aten::nothing")
        .hasMessageContaining("return torch.nothing(x)");
  }
}
