// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import org.apache.spark.SparkConf;

/**
 * The GPUs of a task.
 *
 * @param amount GPUs that Spark assigns to a task, a fraction if tasks share one
 */
public record TaskGpus(double amount) {
  private static final String AMOUNT = "spark.task.resource.gpu.amount";

  /** The GPUs that the settings of an application state; a whole GPU by default. */
  public static TaskGpus of(SparkConf conf) {
    return new TaskGpus(conf.getDouble(AMOUNT, 1));
  }

  /** The number of runs on one GPU at a time, as Spark computes it. */
  public int slots() {
    return amount > 0 && amount < 1 ? (int) Math.floor(1 / amount) : 1;
  }
}
