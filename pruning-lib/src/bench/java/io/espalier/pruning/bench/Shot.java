// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

/** Something that is timed again and again, each time by itself. */
interface Shot extends AutoCloseable {

  /** What is not to be timed; called before every {@link #fire}. */
  default void prepare() {}

  /** What is timed. */
  void fire() throws Exception;

  @Override
  default void close() {}
}
