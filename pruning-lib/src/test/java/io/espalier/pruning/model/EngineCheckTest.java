package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.model.EngineCheck.Finding;
import io.espalier.pruning.model.EngineCheck.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCheckTest {
  @Test
  void what_the_listed_models_are_made_of_is_right_here() {
    assertThat(EngineCheck.on("cpu"))
        .filteredOn(finding -> finding.use() == Use.LISTED_MODELS)
        .hasSizeGreaterThan(5)
        .allSatisfy(finding -> assertThat(finding.error()).isBetween(1e-9, 1e-5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e-2})
  void an_error_beyond_rounding_is_none(double error) {
    assertThat(new Finding("x", Use.LISTED_MODELS, error).isRight()).isFalse();
    assertThat(new Finding("x", Use.LISTED_MODELS, 1e-6).isRight()).isTrue();
  }
}
