// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import io.espalier.pruning.measure.NetworkSize;
import io.espalier.pruning.method.DenseStates;

/** Bytes stored by runs of a network, except for some kilobytes of headers and names. */
public record TicketSize(NetworkSize network) {
  /**
   * The size of a {@link TicketFolder}: the network as saved by DJL, its state, and a bit per
   * weight.
   */
  public long ofTicket() {
    return 2 * ofState() + (network.prunable() + 7) / 8;
  }

  /** The size of a dense run: its ticket and its earlier states; the last state is the ticket's. */
  public long ofDense() {
    return ofTicket() + (DenseStates.SHARES.size() - 1) * ofState();
  }

  private long ofState() {
    return Float.BYTES * (network.parameters() + network.statistics());
  }
}
