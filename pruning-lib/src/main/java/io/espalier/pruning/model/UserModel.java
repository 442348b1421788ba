// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.NotASetting;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A network of a user: a class on the class path that implements DJL's {@link BlockFactory} and has
 * a public constructor without parameters. Its {@code newBlock} is called with {@code null} for the
 * model and the path, and with arguments that hold at least {@code "classes"}, an {@link Integer};
 * it returns a new, uninitialised block from images (batch, channels, height, width) to logits
 * (batch, classes), without dropout. The requirements of {@link PrunableNet} apply.
 *
 * <p>The code of the class has no version: a change of the code does not change the keys of runs,
 * so results of the old code are reused. Rename the class to change the keys.
 *
 * @param className class name, as in {@code com.acme.MyNet}; the name of the model in sweeps
 */
public record UserModel(@NotASetting String className) implements Architecture {

  /**
   * The network of a name with a dot; empty for other names.
   *
   * @throws InvalidSettings when the class does not exist or is not a usable factory
   */
  static Optional<UserModel> named(String name) {
    if (!name.contains(".")) {
      return Optional.empty();
    }
    UserModel model = new UserModel(name);
    model.factory();
    return Optional.of(model);
  }

  /**
   * @throws InvalidSettings when the class cannot be used or returns no block
   */
  @Override
  public Block block(int classes) {
    try {
      Block block = factory().newBlock(null, null, Map.of("classes", classes));
      return Objects.requireNonNull(block, "newBlock returned null");
    } catch (InvalidSettings e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw unusable("newBlock failed: " + e, e);
    }
  }

  private BlockFactory factory() {
    // Spark adds the classes of --jars to the loader of the thread, not to that of this class.
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      return Class.forName(className, true, loader)
          .asSubclass(BlockFactory.class)
          .getConstructor()
          .newInstance();
    } catch (ClassNotFoundException e) {
      throw unusable("there is no such class on the class path", e);
    } catch (ClassCastException e) {
      throw unusable("it does not implement " + BlockFactory.class.getName(), e);
    } catch (NoSuchMethodException e) {
      throw unusable("it has no public constructor without parameters", e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw unusable("it cannot be loaded: " + (e.getCause() == null ? e : e.getCause()), e);
    }
  }

  private InvalidSettings unusable(String reason, Throwable cause) {
    InvalidSettings unusable =
        InvalidSettings.because("Cannot use model %s: %s".formatted(className, reason));
    unusable.initCause(cause);
    return unusable;
  }
}
