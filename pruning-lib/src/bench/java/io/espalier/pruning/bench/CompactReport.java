// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The table of steps without removed filters.
 *
 * @param rounds milliseconds of each form
 */
record CompactReport(String model, List<Map<MaskedForm, Double>> rounds) {

  Table table() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        Row.of("masked step", Spread.over(rounds, round -> round.get(MaskedForm.WHOLE)), 1, " ms"));
    for (MaskedForm form : MaskedForm.ALL) {
      if (!form.equals(MaskedForm.WHOLE)) {
        rows.add(
            Row.of(
                "compact ÷ masked step, %s of the filters removed".formatted(form.removed()),
                Spread.over(rounds, round -> round.get(form) / round.get(MaskedForm.WHOLE)),
                3,
                ""));
      }
    }
    return new Table(
        "Filter-wise masks, %s, 1 thread, batch %s".formatted(model, Workload.BATCH), rows);
  }
}
