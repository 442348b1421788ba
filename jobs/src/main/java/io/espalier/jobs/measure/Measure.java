// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.measure;

import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.io.Serializable;
import java.util.Set;

/** What is measured of a ticket. */
public interface Measure extends Serializable {

  /** The name of the table that the rows are added to. */
  String table();

  /** Measures a ticket, and writes its rows; on an executor. */
  void measure(TicketAtHand ticket) throws IOException, InterruptedException;

  /**
   * Whether the ticket of a run can be measured.
   *
   * @param key key of the run
   */
  default boolean concerns(String key) {
    return true;
  }

  /** The keys of the runs that have all rows of this measure; on the driver. */
  Set<String> measured(ResultStore store) throws IOException;
}
