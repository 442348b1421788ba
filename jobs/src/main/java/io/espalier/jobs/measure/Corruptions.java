// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.measure;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RobustnessRow;
import io.espalier.pruning.robustness.CorruptedAccuracy;
import io.espalier.pruning.robustness.Corruption;
import io.espalier.pruning.robustness.RobustnessMeasurement;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The accuracy on corrupted test images, into the table {@code robustness}.
 *
 * @param chosen one or more
 */
public record Corruptions(List<Corruption> chosen) implements Measure {
  public Corruptions {
    chosen = List.copyOf(chosen);
  }

  @Override
  public String table() {
    return "robustness";
  }

  @Override
  public void measure(TicketAtHand ticket) throws IOException {
    List<CorruptedAccuracy> measured =
        new RobustnessMeasurement(ticket.set(), ticket.device(), ticket.engine())
            .of(ticket.store().storage(), ticket.folder(), chosen);
    ticket.store().writeRobustness(measured.stream().map(one -> row(ticket, one)).toList());
  }

  private static RobustnessRow row(TicketAtHand ticket, CorruptedAccuracy measured) {
    return new RobustnessRow(
        ticket.key(),
        measured.corruption(),
        measured.severity(),
        measured.images(),
        measured.evaluation().accuracy(),
        measured.evaluation().top5(),
        measured.evaluation().loss(),
        ticket.on());
  }

  @Override
  public Set<String> measured(ResultStore store) throws IOException {
    Map<String, Set<Corruption>> known = new HashMap<>();
    for (RobustnessRow row : store.robustness()) {
      Corruption.named(row.corruption())
          .ifPresent(
              corruption ->
                  known
                      .computeIfAbsent(row.key(), key -> EnumSet.noneOf(Corruption.class))
                      .add(corruption));
    }
    return known.entrySet().stream()
        .filter(entry -> entry.getValue().containsAll(chosen))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
