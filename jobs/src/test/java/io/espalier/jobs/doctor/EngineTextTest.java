// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.check.EngineCheck.Quantity;
import io.espalier.pruning.check.EngineVerdict;
import io.espalier.pruning.engine.InstructionSet;
import io.espalier.pruning.model.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineTextTest {
  @Test
  void each_case_has_a_line_with_its_errors_and_errors_beyond_tolerance_are_marked() {
    EngineVerdict verdict =
        new EngineVerdict(
            "AVX512_CORE",
            List.of(
                finding(Operation.CONVOLUTION, "float32", Quantity.LOGITS, 4e-7),
                finding(Operation.CONVOLUTION, "float64", Quantity.HESSIAN_PRODUCT, 1.14e-8),
                finding(Operation.POINTWISE_CONVOLUTION, "float32", Quantity.LOGITS, 0.163),
                finding(
                    Operation.POINTWISE_CONVOLUTION,
                    "float64",
                    Quantity.HESSIAN_PRODUCT,
                    Double.NaN)));
    CheckedEngine engine =
        new CheckedEngine("AMD EPYC", "AVX512_CORE", InstructionSet.AVX512_CORE, List.of(verdict));

    assertThat(new EngineText(engine).text("0, 1"))
        .isEqualToNormalizingNewlines(
            """
            engine of executor 0, 1: AVX512_CORE of AMD EPYC
            | relative error of                      | float32 logits | float64 Hessian product | verdict |
            | -------------------------------------- | -------------: | ----------------------: | ------- |
            | convolutions, 3×3                      |        4.0e-07 |                 1.1e-08 | right   |
            | the engine's own 1×1 convolutions, 3×3 |      1.6e-01 ! |                   NaN ! | WRONG   |
            """);
  }

  private static Finding finding(
      Operation operation, String type, Quantity quantity, double error) {
    return new Finding(operation, "3×3", type, quantity, error, 50, 1e-4);
  }
}
