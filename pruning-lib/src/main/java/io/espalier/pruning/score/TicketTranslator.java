// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.espalier.pruning.engine.Autograd;
import io.espalier.pruning.engine.HostCopy;
import java.util.List;

/**
 * Translates whole batches of image files, so that an unreadable file is an answer and not the end
 * of its batch.
 *
 * @param batch images of each pass
 */
record TicketTranslator(TicketInput input, List<String> names, int batch)
    implements Translator<byte[], byte[]> {
  private static final String DECODED = "decoded";

  /** The memory of the batch, which has to live as long as the pass. */
  private static final String MEMORY = "memory";

  @Override
  public NDList batchProcessInput(TranslatorContext context, List<byte[]> files) {
    Autograd.off();
    InputBatch memory = new InputBatch(input, Math.max(batch, files.size()));
    Decoded decoded = memory.decoded(files);
    context.setAttachment(DECODED, decoded);
    context.setAttachment(MEMORY, memory);
    return new NDList(memory.of(decoded.planes(), context.getNDManager()));
  }

  @Override
  public List<byte[]> batchProcessOutput(TranslatorContext context, NDList output) {
    Decoded decoded = (Decoded) context.getAttachment(DECODED);
    Logits logits = new Logits(HostCopy.floats(output.singletonOrThrow()), names);
    return decoded.answers(logits.answers(decoded.planes().size())).stream()
        .map(AnswerJson::bytes)
        .toList();
  }

  @Override
  public NDList processInput(TranslatorContext context, byte[] file) {
    return batchProcessInput(context, List.of(file));
  }

  @Override
  public byte[] processOutput(TranslatorContext context, NDList output) {
    return batchProcessOutput(context, output).get(0);
  }

  /** Not used, but without one DJL predicts one image at a time. */
  @Override
  public Batchifier getBatchifier() {
    return Batchifier.STACK;
  }
}
