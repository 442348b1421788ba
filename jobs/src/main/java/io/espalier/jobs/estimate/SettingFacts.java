// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.RunNode;
import io.espalier.pruning.export.TicketSize;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.measure.NetworkSize;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The size of a network and its dataset, known before any run.
 *
 * @param trainImages number of training images; empty when the dataset was not read
 */
public record SettingFacts(NetworkSize network, OptionalInt trainImages) {
  /**
   * The arithmetic operations of one pass, see {@link PassSeconds}, by setting.
   *
   * @param facts by setting; those without a number of images are skipped
   */
  public static Map<String, Double> work(Map<String, SettingFacts> facts) {
    return facts.entrySet().stream()
        .filter(setting -> setting.getValue().trainImages().isPresent())
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                setting ->
                    (double) setting.getValue().network().macs()
                        * setting.getValue().trainImages().getAsInt()));
  }

  /** Bytes that such a run stores, without its rows. */
  long bytes(RunNode node) {
    TicketSize size = new TicketSize(network);
    return node.spec().sparsity().equals(Sparsity.DENSE) ? size.ofDense() : size.ofTicket();
  }
}
