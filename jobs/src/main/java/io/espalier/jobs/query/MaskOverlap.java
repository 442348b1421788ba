// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.export.MaskFile;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The overlap of two masks: weights kept by both ÷ weights kept by either, the intersection over
 * union.
 *
 * <p>Compare it with the overlap by chance. Of n weights, let two independent masks keep d₁·n and
 * d₂·n at random. A weight is in both with probability d₁·d₂, so both keep d₁·d₂·n on average, and
 * either keeps d₁·n + d₂·n − d₁·d₂·n: the ratio is d₁·d₂ ÷ (d₁ + d₂ − d₁·d₂), up to terms of order
 * 1/n. At 90 % removed that is 0.01 ÷ 0.19 = 5.3 %.
 */
public final class MaskOverlap implements UDF2<String, String, Double> {
  @Serial private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(MaskOverlap.class);

  /** A mask of 25 million weights has 3 MB; a report compares only a few masks at a time. */
  private static final int MAX_CACHED = 16;

  private final SerializableConfiguration configuration;
  private transient Map<String, Optional<byte[]>> cached;
  private transient boolean warned;

  MaskOverlap(SerializableConfiguration configuration) {
    this.configuration = configuration;
  }

  /**
   * Registers the SQL function {@code mask_iou(a, b)} of two {@code mask_uri}: in [0, 1]; null when
   * one is null, cannot be read (of which the first is logged), or the masks are of different
   * sizes.
   */
  public static void register(SparkSession spark) {
    spark
        .udf()
        .register(
            "mask_iou",
            new MaskOverlap(
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration())),
            DataTypes.DoubleType);
  }

  @Override
  public Double call(String a, String b) {
    Optional<byte[]> bits = mask(a);
    Optional<byte[]> others = mask(b);
    return bits.isPresent() && others.isPresent() ? iou(bits.get(), others.get()) : null;
  }

  /**
   * @param a packed bits
   * @param b packed bits
   * @return null when the sizes differ or nothing is kept by either
   */
  static Double iou(byte[] a, byte[] b) {
    if (a.length != b.length) {
      return null;
    }
    ByteBuffer left = ByteBuffer.wrap(a);
    ByteBuffer right = ByteBuffer.wrap(b);
    long both = 0;
    long either = 0;
    while (left.remaining() >= Long.BYTES) {
      long x = left.getLong();
      long y = right.getLong();
      both += Long.bitCount(x & y);
      either += Long.bitCount(x | y);
    }
    while (left.hasRemaining()) {
      int x = Byte.toUnsignedInt(left.get());
      int y = Byte.toUnsignedInt(right.get());
      both += Integer.bitCount(x & y);
      either += Integer.bitCount(x | y);
    }
    return either == 0 ? null : (double) both / either;
  }

  private synchronized Optional<byte[]> mask(String uri) {
    if (uri == null) {
      return Optional.empty();
    }
    if (cached == null) {
      cached = new LinkedHashMap<>(MAX_CACHED, 0.75f, true);
    }
    Optional<byte[]> mask = cached.computeIfAbsent(uri, this::read);
    if (cached.size() > MAX_CACHED) {
      cached.remove(cached.keySet().iterator().next()); // least recently used
    }
    return mask;
  }

  /** A missing or damaged mask must not fail the report of all others. */
  private Optional<byte[]> read(String uri) {
    try {
      return Optional.of(new MaskFile(new HadoopStorage(configuration.value()), uri).packed());
    } catch (IOException e) {
      if (!warned) { // thousands can be unreadable for one reason
        LOG.warn("Skipping masks that cannot be read, such as {}: {}", uri, e.getMessage());
      }
      warned = true;
      return Optional.empty();
    }
  }
}
