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
import java.util.Objects;
import java.util.Set;

/**
 * Translates for a ticket that DJL has loaded: from image files, as bytes, to {@link AnswerJson}.
 * For {@code Criteria.optTranslatorFactory}; {@code serving.properties} of a ticket names this
 * class for programs that read it themselves.
 *
 * <p>The argument {@value #BATCH} is the least number of images of a pass: a smaller batch is
 * filled up, see {@link InputBatch}.
 */
public final class TicketTranslatorFactory implements TranslatorFactory, Serializable {
  private static final long serialVersionUID = 1;

  /** The name of the argument. */
  public static final String BATCH = "batchSize";

  private static final int DEFAULT_BATCH = 1;

  /** Instead of what the manifest says; null to read it. */
  private final TicketInput input;

  private final int batch;

  /** For a ticket whose manifest says all. */
  public TicketTranslatorFactory() {
    this.input = null;
    this.batch = DEFAULT_BATCH;
  }

  /**
   * For a ticket with this input, which an older manifest does not describe.
   *
   * @param batch the least number of images of a pass
   */
  public TicketTranslatorFactory(TicketInput input, int batch) {
    this.input = Objects.requireNonNull(input);
    this.batch = batch;
  }

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
      Class<I> from, Class<O> to, Model model, Map<String, ?> arguments) throws TranslateException {
    if (!isSupported(from, to)) {
      throw new IllegalArgumentException(
          "Invalid types: %s to %s, must be byte[] to byte[]".formatted(from, to));
    }
    try {
      Manifest manifest = Manifest.read(new LocalStorage(), model.getModelPath().toString());
      Object given = arguments.get(BATCH);
      return (Translator<I, O>)
          new TicketTranslator(
              input == null ? TicketInput.of(manifest) : input,
              manifest.namesOfClasses(),
              given == null ? batch : (int) Double.parseDouble(given.toString()));
    } catch (IOException e) {
      throw new TranslateException(e.getMessage(), e);
    }
  }
}
