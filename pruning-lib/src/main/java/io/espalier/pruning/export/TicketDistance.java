// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * How far the trained weights t of a ticket are from those of the trained dense network, d, both on
 * the weights that the mask keeps: the stability to pruning of Frankle et al. (2019), "Stabilizing
 * the lottery ticket hypothesis". Read without an engine, piece by piece: the memory that this
 * takes does not depend on the network.
 *
 * @param distance ‖t − d‖₂, from 0
 * @param relative ‖t − d‖₂ ÷ ‖d‖₂, from 0
 * @param degrees angle between t and d, in [0, 180]
 */
public record TicketDistance(double distance, double relative, double degrees) {
  /** Weights that are read at a time; whole bytes of the mask. */
  private static final int BLOCK = 1 << 14;

  private static final TensorStream.Wanted WEIGHTS =
      new TensorStream.Wanted("state", "weights", "F32", "float32");

  /**
   * Compares the final states of a ticket and of a dense network.
   *
   * @param mask as in {@link MaskFile#packed}
   * @return empty when the networks or the mask are of different sizes, or where there is no angle,
   *     because one has no weight other than 0 on the mask or a weight is not a number
   * @throws java.io.FileNotFoundException when a state does not exist
   * @throws IOException when one cannot be read
   */
  public static Optional<TicketDistance> between(
      Storage storage, String ticketFolder, String denseFolder, byte[] mask) throws IOException {
    try (TensorStream ticket = weights(storage, ticketFolder);
        TensorStream dense = weights(storage, denseFolder)) {
      long n = ticket.length() / Float.BYTES;
      if (ticket.length() != dense.length() || mask.length != (n + 7) / Byte.SIZE) {
        return Optional.empty();
      }
      Sums sums = new Sums();
      for (long from = 0; from < n; from += BLOCK) {
        int count = (int) Math.min(BLOCK, n - from);
        sums.add(floats(ticket, count), floats(dense, count), mask, (int) (from / Byte.SIZE));
      }
      return sums.distance();
    }
  }

  private static TensorStream weights(Storage storage, String folder) throws IOException {
    return TensorStream.open(storage, new TicketFolder(storage, folder).stateLocation(), WEIGHTS);
  }

  private static FloatBuffer floats(TensorStream tensor, int count) throws IOException {
    return ByteBuffer.wrap(tensor.next(count * Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  /** Over the weights that are kept. */
  private static final class Sums {
    private double ticket; // Σ t²
    private double dense; // Σ d²
    private double change; // Σ (t − d)²
    private double along; // Σ (t − d)·d

    /** Adds two pieces, which begin at the lowest bit of the byte {@code at} of the mask. */
    void add(FloatBuffer ticketWeights, FloatBuffer denseWeights, byte[] mask, int at) {
      for (int i = 0; i < ticketWeights.limit(); i++) {
        if ((mask[at + (i >> 3)] >> (i & 7) & 1) != 0) {
          double t = ticketWeights.get(i);
          double d = denseWeights.get(i);
          ticket += t * t;
          dense += d * d;
          change += (t - d) * (t - d);
          along += (t - d) * d;
        }
      }
    }

    /**
     * The angle is that of the parts of t across and along d, as the arc cosine of a small angle
     * loses half of its digits.
     */
    Optional<TicketDistance> distance() {
      double norm = Math.sqrt(dense);
      double across = Math.sqrt(Math.max(0, change - along * along / dense));
      double degrees = Math.toDegrees(Math.atan2(across, norm + along / norm));
      return ticket > 0 && dense > 0 && Double.isFinite(ticket + dense)
          ? Optional.of(new TicketDistance(Math.sqrt(change), Math.sqrt(change) / norm, degrees))
          : Optional.empty();
    }
  }
}
