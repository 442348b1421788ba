// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.jobs.driver.Slots;
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
record EverySlot(JavaSparkContext spark, int count) {
  private static final int STABLE_SECONDS = 3;

  /** A question answered by a task. */
  @FunctionalInterface
  interface Question<T> extends Serializable {
    T answer();
  }

  /** The slots of all executors; waits while executors register, see {@link Slots#settled}. */
  static EverySlot of(JavaSparkContext spark) throws InterruptedException {
    return new EverySlot(spark, new Slots(spark).settled(STABLE_SECONDS));
  }

  /** The answers of all slots, one each. */
  <T> List<T> ask(Question<T> question) {
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
}
