package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.RunNode;
import io.espalier.pruning.export.TicketSize;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.measure.NetworkSize;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What is known of a network on a dataset before any run is made.
 *
 * @param trainImages empty when the dataset was not read
 */
public record SettingFacts(NetworkSize network, OptionalInt trainImages) {
  /**
   * The arithmetic of one pass, see {@link PassSeconds}, by setting.
   *
   * @param facts by setting; one without its number of images is left out
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

  /** Bytes that such a run keeps, without its rows. */
  long bytes(RunNode node) {
    TicketSize size = new TicketSize(network);
    return node.spec().sparsity().equals(Sparsity.DENSE) ? size.ofDense() : size.ofTicket();
  }
}
