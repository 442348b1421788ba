package io.espalier.pruning.export;

import io.espalier.pruning.measure.NetworkSize;
import io.espalier.pruning.method.DenseStates;

/** Bytes that runs on a network keep for good, but for some kilobytes of headers and names. */
public record TicketSize(NetworkSize network) {
  /** Of a {@link TicketFolder}: the network as DJL saves it, its state, and a bit a weight. */
  public long ofTicket() {
    return 2 * ofState() + (network.prunable() + 7) / 8;
  }

  /** Of a dense run: its ticket and its earlier states, the last of which the ticket has. */
  public long ofDense() {
    return ofTicket() + (DenseStates.SHARES.size() - 1) * ofState();
  }

  private long ofState() {
    return Float.BYTES * (network.parameters() + network.statistics());
  }
}
