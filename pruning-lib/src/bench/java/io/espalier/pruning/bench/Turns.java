// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.List;

/**
 * Shots that take turns, so that what disturbs a machine for a while disturbs all of them, and
 * their ratios stay.
 */
final class Turns implements AutoCloseable {
  private final List<Shot> shots;
  private int next;

  Turns(List<Shot> shots) {
    this.shots = shots;
  }

  /** The shot whose turn it is, prepared. */
  Shot next() {
    Shot shot = shots.get(next++ % shots.size());
    shot.prepare();
    return shot;
  }

  @Override
  public void close() {
    shots.forEach(Shot::close);
  }
}
