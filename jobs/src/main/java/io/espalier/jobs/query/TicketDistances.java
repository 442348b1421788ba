// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.export.MaskFile;
import io.espalier.pruning.export.TicketDistance;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far pruning moved the trained weights of a ticket, see {@link TicketDistance}.
 *
 * <p>A call reads the states of both runs, 4 bytes for each weight, beside the mask. It holds 128
 * KiB of them at a time, as a report can compare large networks in many tasks at once.
 */
public final class TicketDistances implements UDF3<String, String, String, Row> {
  @Serial private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(TicketDistances.class);

  private static final StructType SCHEMA =
      new StructType()
          .add("distance", DataTypes.DoubleType, false)
          .add("relative", DataTypes.DoubleType, false)
          .add("degrees", DataTypes.DoubleType, false);

  private record Files(String weights, String denseWeights, String mask) {}

  private final SerializableConfiguration configuration;
  private transient Files last;
  private transient Row lastDistance;
  private transient boolean warned;

  TicketDistances(SerializableConfiguration configuration) {
    this.configuration = configuration;
  }

  /**
   * Registers the SQL function {@code ticket_distance(weights_uri, dense_weights_uri, mask_uri)}: a
   * struct of {@code distance}, {@code relative} and {@code degrees}; null when an argument is
   * null, a file cannot be read (of which the first is logged), the networks are of different
   * sizes, or there is no angle.
   */
  public static void register(SparkSession spark) {
    spark
        .udf()
        .register(
            "ticket_distance",
            new TicketDistances(
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration())),
            SCHEMA);
  }

  /** Keeps the last result, because Spark can call a function again for each field of a struct. */
  @Override
  public synchronized Row call(String weights, String denseWeights, String mask) {
    if (weights == null || denseWeights == null || mask == null) {
      return null;
    }
    Files files = new Files(weights, denseWeights, mask);
    if (!files.equals(last)) {
      lastDistance =
          distance(files)
              .map(found -> RowFactory.create(found.distance(), found.relative(), found.degrees()))
              .orElse(null);
      last = files;
    }
    return lastDistance;
  }

  /** A missing or damaged file must not fail the report of all others. */
  private Optional<TicketDistance> distance(Files files) {
    HadoopStorage storage = new HadoopStorage(configuration.value());
    try {
      byte[] kept = new MaskFile(storage, files.mask()).packed();
      return TicketDistance.between(
          storage, folder(files.weights()), folder(files.denseWeights()), kept);
    } catch (IOException e) {
      if (!warned) { // thousands can be unreadable for one reason
        LOG.warn(
            "Skipping tickets that cannot be read, such as {}: {}",
            files.weights(),
            e.getMessage());
      }
      warned = true;
      return Optional.empty();
    }
  }

  private static String folder(String weights) {
    return weights.substring(0, Math.max(0, weights.lastIndexOf('/')));
  }
}
