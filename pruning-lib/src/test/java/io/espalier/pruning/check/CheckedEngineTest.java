// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.check.EngineCheck.Quantity;
import io.espalier.pruning.check.EngineNeeds.Derivatives;
import io.espalier.pruning.engine.InstructionSet;
import io.espalier.pruning.model.Operation;
import io.espalier.pruning.model.Precision;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Uses findings of an AMD EPYC in a virtual machine that hides its caches. */
class CheckedEngineTest {
  private static final Finding CONVOLUTIONS =
      finding(Operation.CONVOLUTION, "float32", Quantity.GRADIENT, 1e-6);
  private static final Finding DEPTHWISE =
      finding(Operation.DEPTHWISE_CONVOLUTION, "bf16", Quantity.GRADIENT, 0.34);
  private static final Finding POINTWISE =
      finding(Operation.POINTWISE_CONVOLUTION, "float32", Quantity.LOGITS, 0.163);
  private static final Finding HESSIAN =
      finding(Operation.CONVOLUTION, "float64", Quantity.HESSIAN_PRODUCT, Double.NaN);

  private static final EngineVerdict ALL =
      new EngineVerdict("ALL", List.of(CONVOLUTIONS, DEPTHWISE, POINTWISE));
  private static final EngineVerdict AVX512 =
      new EngineVerdict("AVX512_CORE", List.of(CONVOLUTIONS, POINTWISE));
  private static final EngineVerdict AVX2 = new EngineVerdict("AVX2", List.of(CONVOLUTIONS));

  private static final Set<Operation> MOBILENET =
      Set.of(Operation.CONVOLUTION, Operation.DEPTHWISE_CONVOLUTION);

  @Test
  void the_limit_is_the_fastest_instruction_set_correct_for_listed_models() {
    assertThat(CheckedEngine.fastestRight(List.of(ALL, AVX512, AVX2))).isEqualTo("AVX512_CORE");
    assertThat(CheckedEngine.fastestRight(List.of(AVX512, AVX2))).isEqualTo("AVX512_CORE");
  }

  @Test
  void if_no_instruction_set_is_correct_the_limit_is_the_one_with_the_fewest_errors() {
    EngineVerdict both = new EngineVerdict("ALL", List.of(HESSIAN, DEPTHWISE));
    EngineVerdict one = new EngineVerdict("AVX2", List.of(HESSIAN));

    assertThat(CheckedEngine.fastestRight(List.of(both, one))).isEqualTo("AVX2");
    assertThat(CheckedEngine.fastestRight(List.of(one, both))).isEqualTo("AVX2");
  }

  @Test
  void a_run_that_needs_an_incorrect_operation_is_refused_with_a_correct_limit() {
    assertThatThrownBy(
            () ->
                engine("ALL", ALL, AVX512, AVX2)
                    .require("mobilenetv2 in bf16", needs(MOBILENET, Precision.BF16)))
        .isInstanceOf(WrongKernels.class)
        .hasMessage(
            "Cannot train mobilenetv2 in bf16: libtorch computes the gradient of depthwise"
                + " convolutions in bf16 (3×3, batch 16) incorrectly on AMD EPYC, off by 34.0 %; set"
                + " ONEDNN_MAX_CPU_ISA=AVX512_CORE in the environment of the executors for correct"
                + " results");
  }

  @Test
  void errors_in_other_precisions_operations_or_derivatives_refuse_no_run() {
    CheckedEngine engine =
        engine("ALL", new EngineVerdict("ALL", List.of(DEPTHWISE, POINTWISE, HESSIAN)));

    assertThatCode(
            () -> {
              engine.require("x", needs(MOBILENET, Precision.FLOAT32));
              engine.require("x", needs(Set.of(Operation.CONVOLUTION), Precision.BF16));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void second_derivatives_are_required_in_float64_in_every_precision() {
    CheckedEngine engine = engine("ALL", new EngineVerdict("ALL", List.of(HESSIAN)), AVX2);
    EngineNeeds needs =
        new EngineNeeds(Set.of(Operation.CONVOLUTION), Precision.BF16, Derivatives.SECOND);

    assertThatThrownBy(() -> engine.require("x", needs))
        .hasMessageContaining("the Hessian product of convolutions in float64")
        .hasMessageContaining("the result is not a number")
        .hasMessageContaining("ONEDNN_MAX_CPU_ISA=AVX2");
  }

  @Test
  void the_message_says_when_no_instruction_set_is_correct() {
    EngineNeeds needs = needs(Set.of(Operation.POINTWISE_CONVOLUTION), Precision.FLOAT32);

    assertThatThrownBy(() -> engine("ALL", ALL, AVX512).require("com.acme.Net in float32", needs))
        .hasMessageEndingWith(
            "none of the instruction sets checked (ALL, AVX512_CORE) computes correct results; use another processor");
    assertThatThrownBy(() -> engine("ALL", ALL).require("com.acme.Net in float32", needs))
        .hasMessageEndingWith(
            "unset ONEDNN_MAX_CPU_ISA to use the fastest instruction set with correct results");
  }

  private static CheckedEngine engine(String limit, EngineVerdict... tried) {
    return new CheckedEngine("AMD EPYC", limit, InstructionSet.AVX512_CORE_BF16, List.of(tried));
  }

  private static EngineNeeds needs(Set<Operation> operations, Precision precision) {
    return new EngineNeeds(operations, precision, Derivatives.FIRST);
  }

  private static Finding finding(
      Operation operation, String type, Quantity quantity, double error) {
    return new Finding(operation, "3×3", type, quantity, error, 16, 3e-2);
  }
}
