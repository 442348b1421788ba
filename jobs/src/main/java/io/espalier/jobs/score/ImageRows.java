// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.score.ImageSource.Image;
import io.espalier.jobs.score.ImageSource.Reading;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The rows of images. Tasks read them when they need them.
 *
 * @param spark the session
 * @param scoring how they are scored
 */
record ImageRows(SparkSession spark, Scoring scoring) {
  /** Enough partitions that slots of different speed end at about the same time. */
  private static final int PARTITIONS_A_SLOT = 3;

  /** Spark warns of tasks above 1,000 KiB, and a location can be 200 letters long. */
  private static final int MOST_IMAGES = 4_000;

  /**
   * @return rows of {@link ScoreColumns#IMAGES}, in partitions of whole batches
   */
  Dataset<Row> of(ImageSource source) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<List<Image>> parts = parts(source.images(), context.defaultParallelism());
    Reading reading = source.reading();
    SerializableConfiguration configuration = scoring.configuration();
    JavaRDD<Row> rows =
        context
            .parallelize(parts, Math.max(1, parts.size()))
            .mapPartitions(own -> ReadAhead.started(own, reading, configuration));
    return spark.createDataFrame(rows, ScoreColumns.IMAGES);
  }

  private List<List<Image>> parts(List<Image> images, int slots) {
    int batches = (images.size() + scoring.batch() - 1) / scoring.batch();
    int wanted = Math.max(PARTITIONS_A_SLOT * slots, images.size() / MOST_IMAGES);
    int parts = Math.max(1, Math.min(batches, wanted));
    int size = (batches + parts - 1) / parts * scoring.batch();
    List<List<Image>> all = new ArrayList<>();
    for (int from = 0; from < images.size(); from += size) {
      all.add(new ArrayList<>(images.subList(from, Math.min(from + size, images.size()))));
    }
    return all;
  }
}
