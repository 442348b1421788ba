// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;

/**
 * The mask file of a ticket, read without an engine: safetensors with the tensor {@value #TENSOR}.
 *
 * @param storage storage of the file
 * @param location see {@link TicketFolder#maskLocation}
 */
public record MaskFile(Storage storage, String location) {
  /** The name of the tensor, uint8 of shape (⌈n/8⌉). */
  static final String TENSOR = "mask";

  private static final TensorStream.Wanted BITS =
      new TensorStream.Wanted("mask", TENSOR, "U8", "byte");

  /**
   * The bits as in {@link io.espalier.pruning.mask.Mask#packed}: one per prunable weight, 1 if it
   * is kept, the first weight in the lowest bit of the first byte; bits beyond the last weight are
   * 0.
   *
   * @throws java.io.FileNotFoundException when the file does not exist
   * @throws IOException when it is not a mask or incomplete
   */
  public byte[] packed() throws IOException {
    try (TensorStream mask = TensorStream.open(storage, location, BITS)) {
      return mask.next((int) Math.min(mask.length(), Integer.MAX_VALUE));
    }
  }
}
