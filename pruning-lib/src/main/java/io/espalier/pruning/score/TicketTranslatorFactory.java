// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;

/**
 * Translates for a ticket that DJL has loaded: from image files, as bytes, to {@link AnswerJson}.
 * For {@code Criteria.optTranslatorFactory}; {@code serving.properties} of a ticket names this
 * class for programs that read it themselves.
 *
 * <p>The argument {@value #BATCH} is the least number of images of a pass, {@value #DEFAULT_BATCH}
 * if it is not given: a smaller batch is filled up, see {@link InputBatch}.
 */
public final class TicketTranslatorFactory implements TranslatorFactory, Serializable {
  private static final long serialVersionUID = 1;

  /** The name of the argument. */
  public static final String BATCH = "batchSize";

  private static final int DEFAULT_BATCH = 1;

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return Set.of(new Pair<>(byte[].class, byte[].class));
  }

  /**
   * @param model a ticket, loaded from a local folder
   * @throws TranslateException when its manifest cannot be read
   */
  @Override
  @SuppressWarnings("unchecked") // the types are checked
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
      throws TranslateException {
    if (!isSupported(input, output)) {
      throw new IllegalArgumentException(
          "Invalid types: %s to %s, must be byte[] to byte[]".formatted(input, output));
    }
    try {
      Manifest manifest = Manifest.read(new LocalStorage(), model.getModelPath().toString());
      Object batch = arguments.get(BATCH);
      return (Translator<I, O>)
          new TicketTranslator(
              TicketInput.of(manifest),
              manifest.namesOfClasses(),
              batch == null ? DEFAULT_BATCH : (int) Double.parseDouble(batch.toString()));
    } catch (IOException e) {
      throw new TranslateException(e.getMessage(), e);
    }
  }
}
