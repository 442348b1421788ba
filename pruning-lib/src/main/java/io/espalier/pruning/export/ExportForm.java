// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

/** How much of a pruned network is written. */
public enum ExportForm {
  /** All parameters; removed weights are 0. */
  WHOLE,
  /** Without the channels that have no effect, see {@link TicketNetwork#compact}. */
  COMPACT
}
