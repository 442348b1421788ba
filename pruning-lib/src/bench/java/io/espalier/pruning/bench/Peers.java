// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

/** What others take, to be held beside the tables of two threads. */
final class Peers {
  static final String NOTE =
      """
      Others, 2 threads, batch 128, measured apart from this run on a machine of 2 cores:
        PyTorch, eager, a dense step           resnet20s 264 to 270 ms   resnet18 2.6 to 2.7 s
        BiP as its authors released it, an iteration
                                               resnet20s 1,041 ms        resnet18 14.6 s
      """;

  private Peers() {}
}
