// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorExcluded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerExecutorUnexcluded;

/** Notifies of executors that are added, removed, excluded, or used again. */
final class SlotsListener extends SparkListener {
  private final Runnable changed;

  SlotsListener(Runnable changed) {
    this.changed = changed;
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    changed.run();
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    changed.run();
  }

  @Override
  public void onExecutorExcluded(SparkListenerExecutorExcluded event) {
    changed.run();
  }

  @Override
  public void onExecutorUnexcluded(SparkListenerExecutorUnexcluded event) {
    changed.run();
  }
}
