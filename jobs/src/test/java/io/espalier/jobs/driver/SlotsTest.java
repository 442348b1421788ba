// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PrimitiveIterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.cluster.ExecutorInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;

class SlotsTest {
  @Test
  @Timeout(20)
  void slots_are_the_tasks_that_fit_and_a_local_master_has_them_at_once() throws Exception {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[6]")
            .setAppName("slots")
            .set("spark.task.cpus", "2")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Slots slots = new Slots(spark);

      assertThat(slots.count()).isEqualTo(3);
      assertThat(slots.settled(3600)).isEqualTo(3);
      assertThat(slots.processes()).isEqualTo(1);
    }
  }

  @Test
  @Timeout(20)
  void slots_are_settled_when_the_last_executor_registers_long_after_the_others() throws Exception {
    PrimitiveIterator.OfInt executors = IntStream.of(0, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3).iterator();
    AtomicInteger registered = new AtomicInteger();
    IntSupplier slots = () -> registered.updateAndGet(before -> executors.nextInt());

    assertThat(Slots.settled(slots, () -> registered.get() >= 3, 0)).isEqualTo(3);
    assertThat(executors.next()).as("no wait after the last").isEqualTo(3);
  }

  @Test
  @Timeout(20)
  void slots_are_settled_when_their_number_has_not_changed_for_a_while() throws Exception {
    PrimitiveIterator.OfInt slots =
        IntStream.of(0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 3, 3, 3, 3).iterator();

    assertThat(Slots.settled(slots::nextInt, () -> true, 1)).isEqualTo(3);
    assertThat(slots).as("a second of four polls").isExhausted();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local-cluster[3,1,1280]         |   | 3",
        "'local-cluster[ 12 , 2 , 1024]' |   | 12",
        "spark://host:7077               |   | 1",
        "spark://host:7077               | 4 | 1",
        "yarn                            |   | 2",
        "yarn                            | 4 | 4",
        "k8s://https://host:6443         | 4 | 4"
      })
  void the_executors_to_wait_for_are_those_that_the_settings_ask_for(
      String master, String instances, int expected) {
    SparkConf conf = new SparkConf(false).setMaster(master);
    if (instances != null) {
      conf.set("spark.executor.instances", instances);
    }

    assertThat(Slots.expectedExecutors(conf)).isEqualTo(expected);
  }

  /** Spark asks for executors only when tasks wait. */
  @ParameterizedTest
  @CsvSource({
    "0, 9999, 4",
    "1, 9999, 5",
    "4, 9999, 8",
    "100, 9999, 200",
    "6, 8, 8",
    "8, 8, 8",
    "9, 8, 9",
    "2000000000, 4000000000, 2147483647"
  })
  void with_dynamic_allocation_as_many_runs_wait_as_run_up_to_the_slots_that_there_can_be(
      int count, long most, int wanted) {
    assertThat(Slots.wanted(count, most)).isEqualTo(wanted);
  }

  @Test
  @Timeout(20)
  void local_mode_has_no_dynamic_allocation() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[2]")
            .setAppName("slots")
            .set("spark.dynamicAllocation.enabled", "true")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      assertThat(new Slots(spark).wanted()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"0/1, true", "0, false"})
  @Timeout(20)
  void executors_share_gpus_if_one_has_a_share(String address, boolean share) throws Exception {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[1]")
            .setAppName("slots")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Slots slots = new Slots(spark);
      assertThat(slots.shareGpus()).isFalse();

      spark.sc().listenerBus().post(added("other", "1"));
      spark.sc().listenerBus().post(added("own", address));
      spark.sc().listenerBus().waitUntilEmpty();

      assertThat(slots.shareGpus()).isEqualTo(share);
    }
  }

  private static SparkListenerExecutorAdded added(String executor, String gpu) {
    ResourceInformation gpus = new ResourceInformation("gpu", new String[] {gpu});
    Map<String, String> none = Map$.MODULE$.empty();
    Map<String, ResourceInformation> resources =
        Map$.MODULE$.<String, ResourceInformation>empty().updated("gpu", gpus);
    ExecutorInfo info = new ExecutorInfo("host", 1, none, none, resources, 0);
    return new SparkListenerExecutorAdded(0, executor, info);
  }
}
