// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;

/**
 * All randomness of a run. Each stream is created from the seed of the run, a purpose and a
 * position, so there is no state to save, and no run depends on other runs. The generator of the
 * engine, one per process, is never used.
 *
 * @param seed seed of the run
 */
public record Streams(long seed) {

  /**
   * A generator for a purpose and a position, independent of all others.
   *
   * @param purpose purpose of the numbers: {@code "init"}, {@code "order"}, {@code "augment"}, …
   * @param position position, for example epoch and batch
   */
  public SplittableRandom of(String purpose, long... position) {
    ByteBuffer name = ByteBuffer.allocate(Long.BYTES * (1 + position.length));
    name.putLong(seed);
    for (long index : position) {
      name.putLong(index);
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(name.array());
      byte[] hash = digest.digest(purpose.getBytes(StandardCharsets.UTF_8));
      return new SplittableRandom(ByteBuffer.wrap(hash).getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * The numbers 0 … n−1 in random order (Fisher and Yates).
   *
   * @param purpose as for {@link #of}
   * @param epoch the position
   */
  public int[] order(int n, String purpose, long epoch) {
    SplittableRandom random = of(purpose, epoch);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
