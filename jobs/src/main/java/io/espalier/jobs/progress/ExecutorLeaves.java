// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.io.Serializable;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import scala.Option;

/**
 * The message of an executor whose process was told to end.
 *
 * @param executor Spark's id of the executor
 */
record ExecutorLeaves(String executor) implements Serializable {

  /** Decommissions the executor, as if its machine had told Spark. */
  void decommission(SparkContext spark) {
    if (spark.schedulerBackend() instanceof ExecutorAllocationClient executors) {
      ExecutorDecommissionInfo why =
          new ExecutorDecommissionInfo("its process was told to end", Option.empty());
      executors.decommissionExecutor(executor, why, false, false);
    }
  }
}
