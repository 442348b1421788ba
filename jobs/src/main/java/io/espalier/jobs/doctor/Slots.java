// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/**
 * All slots of an application. Each question is a barrier stage with one task per slot. Spark
 * starts the tasks of such a stage together or not at all, so every slot gets one of them and every
 * executor answers.
 */
record Slots(JavaSparkContext spark, int count) {
  private static final int STABLE_SECONDS = 3;
  private static final int MAX_WAIT_SECONDS = 30;

  /** A question answered by a task. */
  @FunctionalInterface
  interface Question<T> extends Serializable {
    T answer();
  }

  /** The slots of all executors; waits up to 30 seconds while executors register. */
  static Slots of(JavaSparkContext spark) throws InterruptedException {
    int count = slots(spark);
    int unchanged = 0;
    for (int second = 0; !spark.isLocal() && second < MAX_WAIT_SECONDS; second++) {
      if (unchanged == STABLE_SECONDS && count > 0) {
        break;
      }
      Thread.sleep(1000);
      int now = slots(spark);
      unchanged = now == count ? unchanged + 1 : 0;
      count = now;
    }
    return new Slots(spark, count);
  }

  /** The answers of all slots. */
  <T> List<T> all(Question<T> question) {
    Function1<Iterator<Integer>, Iterator<T>> task =
        (Function1<Iterator<Integer>, Iterator<T>> & Serializable)
            nothing -> JavaConverters.asScalaIterator(List.of(question.answer()).iterator());
    List<Integer> tasks = IntStream.range(0, count).boxed().toList();
    RDD<T> answers =
        spark
            .parallelize(tasks, count)
            .rdd()
            .barrier()
            .mapPartitions(task, false, ClassTag$.MODULE$.<T>apply(Object.class));
    return answers.toJavaRDD().collect();
  }

  private static int slots(JavaSparkContext spark) {
    return spark
        .sc()
        .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
  }
}
