// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.measure;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SharpnessRow;
import io.espalier.pruning.landscape.Sharpness;
import io.espalier.pruning.landscape.SharpnessMeasurement;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The adaptive sharpness on training images, into the table {@code sharpness}.
 *
 * @param rho largest change of a parameter ÷ its size, above 0
 */
public record RhoSharpness(double rho) implements Measure {

  @Override
  public String table() {
    return "sharpness";
  }

  @Override
  public void measure(TicketAtHand ticket) throws IOException, InterruptedException {
    Sharpness found =
        new SharpnessMeasurement(ticket.set(), ticket.device(), ticket.engine())
            .of(ticket.store().storage(), ticket.folder(), rho);
    ticket
        .store()
        .writeSharpness(
            new SharpnessRow(
                ticket.key(),
                rho,
                found.images(),
                found.loss(),
                found.worst(),
                found.mean(),
                ticket.on()));
  }

  @Override
  public Set<String> measured(ResultStore store) throws IOException {
    return store.sharpness().stream()
        .filter(row -> row.rho() == rho)
        .map(SharpnessRow::key)
        .collect(Collectors.toSet());
  }
}
