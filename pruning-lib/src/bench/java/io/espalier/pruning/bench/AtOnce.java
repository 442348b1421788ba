// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Shots that are fired at the same time, each by a thread of its own: timed until the last ends.
 */
final class AtOnce implements Shot {
  private final List<Shot> shots;
  private final ExecutorService threads;

  AtOnce(List<Shot> shots) {
    this.shots = shots;
    this.threads = Executors.newFixedThreadPool(shots.size());
  }

  @Override
  public void fire() throws Exception {
    List<Callable<Void>> all = new ArrayList<>();
    for (Shot shot : shots) {
      all.add(
          () -> {
            shot.fire();
            return null;
          });
    }
    for (Future<Void> fired : threads.invokeAll(all)) {
      fired.get();
    }
  }

  @Override
  public void close() {
    shots.forEach(Shot::close);
    threads.shutdownNow();
  }
}
