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
 * All slots that an application has, asked at once: each question is a barrier stage with as many
 * tasks as there are slots, which Spark starts together or not at all, so every slot has one of
 * them and every executor is among those that answer.
 */
record Slots(JavaSparkContext spark, int count) {
  private static final int SETTLED = 3;
  private static final int PATIENCE = 30;

  /** A question that a task answers. */
  @FunctionalInterface
  interface Question<T> extends Serializable {
    T answer();
  }

  /**
   * Those of all executors that there are; waits while more are registering, for half a minute at
   * most.
   */
  static Slots of(JavaSparkContext spark) throws InterruptedException {
    int count = slots(spark);
    int unchanged = 0;
    for (int second = 0; !spark.isLocal() && second < PATIENCE; second++) {
      if (unchanged == SETTLED && count > 0) {
        break;
      }
      Thread.sleep(1000);
      int now = slots(spark);
      unchanged = now == count ? unchanged + 1 : 0;
      count = now;
    }
    return new Slots(spark, count);
  }

  /** Every slot's answer. */
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
