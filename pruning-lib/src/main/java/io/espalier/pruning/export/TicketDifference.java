// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What differs between two tickets of the same network, bit by bit. Read without an engine.
 *
 * @param maskBits number of bits of the masks that differ; all of the longer one where their
 *     lengths do
 * @param values by name of the vector, {@code weights}, {@code other} (biases, scale and shift of
 *     batch-norm) and {@code statistics}
 */
public record TicketDifference(long maskBits, SortedMap<String, Values> values) {

  /**
   * @param size number of values of the longer vector
   * @param different number of values with other bits; a value that one vector lacks is one
   * @param largest largest |a − b| ÷ largest magnitude in either vector, in [0, 2]; NaN where one
   *     of two different values is not a number
   */
  public record Values(long size, long different, double largest) {

    /** What differs between two vectors. */
    static Values of(float[] one, float[] other) {
      int both = Math.min(one.length, other.length);
      int size = Math.max(one.length, other.length);
      long different = (long) size - both;
      double largest = 0;
      double magnitude = 0;
      for (int i = 0; i < both; i++) {
        if (Float.floatToRawIntBits(one[i]) != Float.floatToRawIntBits(other[i])) {
          different++;
          largest = Math.max(largest, Math.abs((double) one[i] - other[i])); // NaN stays
        }
        magnitude = Math.max(magnitude, magnitude(one[i], other[i]));
      }
      return new Values(size, different, largest == 0 ? 0 : largest / magnitude);
    }

    private static double magnitude(float one, float other) {
      double larger = Math.max(Math.abs((double) one), Math.abs((double) other));
      return Double.isNaN(larger) ? 0 : larger;
    }
  }

  public TicketDifference {
    values = new TreeMap<>(values);
  }

  /** Whether both are the same to the last bit. */
  public boolean isNone() {
    return maskBits == 0 && values.values().stream().allMatch(vector -> vector.different() == 0);
  }

  /**
   * Compares the masks and the states of two tickets.
   *
   * @throws java.io.FileNotFoundException when one of the files does not exist
   * @throws IOException when one cannot be read
   */
  public static TicketDifference between(Storage storage, String folder, String otherFolder)
      throws IOException {
    TicketFolder one = new TicketFolder(storage, folder);
    TicketFolder other = new TicketFolder(storage, otherFolder);
    long bits =
        bits(
            new MaskFile(storage, one.maskLocation()).packed(),
            new MaskFile(storage, other.maskLocation()).packed());
    Map<String, float[]> ours = new StateFile(storage, one.stateLocation()).vectors();
    Map<String, float[]> theirs = new StateFile(storage, other.stateLocation()).vectors();
    SortedMap<String, Values> values = new TreeMap<>();
    ours.forEach(
        (name, vector) ->
            values.put(name, Values.of(vector, theirs.getOrDefault(name, new float[0]))));
    theirs.forEach((name, vector) -> values.putIfAbsent(name, Values.of(new float[0], vector)));
    return new TicketDifference(bits, values);
  }

  private static long bits(byte[] one, byte[] other) {
    if (one.length != other.length) {
      return (long) Byte.SIZE * Math.max(one.length, other.length);
    }
    long different = 0;
    for (int i = 0; i < one.length; i++) {
      different += Integer.bitCount((one[i] ^ other[i]) & 0xff);
    }
    return different;
  }
}
