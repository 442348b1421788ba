// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.core.Linear;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.InvalidSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserModelTest {

  public static final class OneLayer implements BlockFactory {
    private static final long serialVersionUID = 1;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
      return Linear.builder().setUnits((Integer) arguments.get("classes")).build();
    }
  }

  public static final class Broken implements BlockFactory {
    private static final long serialVersionUID = 1;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) throws IOException {
      throw new IOException("no weights");
    }
  }

  public record WithParameter(int size) implements BlockFactory {
    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
      return Linear.builder().setUnits(size).build();
    }
  }

  @Test
  void a_class_name_chooses_a_model_without_settings() {
    String name = OneLayer.class.getName();

    Choice<Architecture> model = Architectures.ALL.choose(name, Map.of());

    assertThat(model).hasToString(name);
    assertThat(model.allSettings()).isEmpty();
    assertThat(model.value().block(7).getOutputShapes(new Shape[] {new Shape(2, 5)}))
        .containsExactly(new Shape(2, 7));
    assertThatThrownBy(() -> Architectures.ALL.choose(name, Map.of("class_name", "com.acme.Other")))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageStartingWith("Unknown setting of model " + name + ": class_name");
  }

  @Test
  void an_unusable_class_is_refused_with_the_reason() {
    assertRefused("com.acme.MyNet", "there is no such class on the class path");
    assertRefused("java.lang.String", "it does not implement ai.djl.nn.BlockFactory");
    assertRefused(WithParameter.class.getName(), "it has no public constructor without parameters");
  }

  @Test
  void the_error_of_a_failing_factory_names_its_class() {
    Architecture broken = Architectures.ALL.choose(Broken.class.getName(), Map.of()).value();

    assertThatThrownBy(() -> broken.block(10))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(
            "Cannot use model %s: newBlock failed: java.io.IOException: no weights",
            Broken.class.getName());
  }

  @Test
  void a_name_without_a_dot_is_looked_up_among_listed_models() {
    assertThatThrownBy(() -> Architectures.ALL.choose("resnet20", Map.of()))
        .hasMessageStartingWith("Unknown model: resnet20, did you mean resnet20s?");
  }

  private static void assertRefused(String name, String reason) {
    assertThatThrownBy(() -> Architectures.ALL.choose(name, Map.of()))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageStartingWith("Cannot use model " + name + ": " + reason);
  }
}
