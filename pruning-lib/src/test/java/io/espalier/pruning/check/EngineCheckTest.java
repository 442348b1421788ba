// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.check.EngineCheck.Quantity;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Operation;
import io.espalier.pruning.model.PrunableNet;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCheckTest {
  private static final List<Finding> HERE =
      IntStream.range(0, EngineCheck.cases())
          .boxed()
          .flatMap(index -> EngineCheck.of(index, "cpu"))
          .toList();

  /**
   * On any processor, errors of correct kernels are far below the limit, and those of incorrect
   * kernels far above it.
   */
  @Test
  void errors_are_below_half_or_above_twice_the_limit() {
    assertThat(HERE)
        .allSatisfy(
            found -> {
              if (found.isRight()) {
                assertThat(found.error()).as("%s", found).isBetween(1e-12, found.most() / 2);
              } else {
                assertThat(found.error()).as("%s", found).isGreaterThan(2 * found.most());
              }
            });
  }

  @Test
  void every_operation_is_checked_in_both_precisions_and_in_second_derivatives() {
    Map<Operation, Set<String>> tried =
        HERE.stream()
            .collect(
                Collectors.groupingBy(
                    Finding::operation,
                    Collectors.mapping(
                        found -> found.type() + " " + found.quantity(), Collectors.toSet())));

    assertThat(tried.keySet()).isEqualTo(EnumSet.allOf(Operation.class));
    assertThat(tried.values())
        .containsOnly(
            Set.of(
                "float32 logits",
                "float32 gradient",
                "bf16 logits",
                "bf16 gradient",
                "float64 Hessian product"));
  }

  @Test
  void a_case_that_aborts_counts_as_incorrect_in_all_quantities_without_a_finding() {
    List<Finding> found = EngineCheck.of(0, "cpu").toList();

    List<Finding> died = EngineCheck.died(0, found.subList(0, 2));

    assertThat(died)
        .extracting(each -> each.type() + " " + each.quantity())
        .containsExactly("bf16 logits", "bf16 gradient", "float64 Hessian product");
    assertThat(died).noneMatch(Finding::isRight);
    assertThat(EngineCheck.died(0, List.of()))
        .extracting(each -> each.type() + " " + each.quantity())
        .isEqualTo(found.stream().map(each -> each.type() + " " + each.quantity()).toList());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e-2})
  void an_error_beyond_rounding_is_incorrect(double error) {
    assertThat(finding(error).isRight()).isFalse();
    assertThat(finding(1e-6).isRight()).isTrue();
  }

  @Test
  void listed_models_use_exactly_the_operations_marked_as_theirs() {
    Set<Operation> found = EnumSet.noneOf(Operation.class);
    for (String model : Architectures.ALL.names()) {
      try (NDManager manager = NDManager.newBaseManager();
          PrunableNet net =
              new PrunableNet(
                  manager,
                  Architectures.ALL.choose(model, Map.of("width", 0.1)).value().block(10),
                  new Shape(3, 64, 64),
                  DataType.FLOAT32,
                  PrunableNet.Layout.CHANNELS_LAST)) {
        found.addAll(net.operations());
        assertThat(net.operations()).as(model).contains(Operation.FULLY_CONNECTED);
        assertThat(net.operations().contains(Operation.DEPTHWISE_CONVOLUTION))
            .as(model)
            .isEqualTo(model.equals("mobilenetv2"));
      }
    }

    assertThat(found)
        .isEqualTo(
            Arrays.stream(Operation.values())
                .filter(Operation::isOfListedModels)
                .collect(Collectors.toSet()));
  }

  private static Finding finding(double error) {
    return new Finding(Operation.CONVOLUTION, "3×3", "float32", Quantity.GRADIENT, error, 16, 1e-4);
  }
}
