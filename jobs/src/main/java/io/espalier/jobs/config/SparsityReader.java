// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.jobs.config.Located.Scalar;
import io.espalier.pruning.mask.Sparsity;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads sparsities: the share of weights removed, as in {@code 0.9}, see {@link
 * Sparsity#requested}, or {@code {rounds: [1, 3]}} for 1 − 0.8^rounds.
 */
final class SparsityReader implements ItemReader<Sparsity> {
  private static final String ROUNDS = "rounds";

  /**
   * After these rounds, two of a million weights remain; a further round exceeds the precision of a
   * share.
   */
  private static final int MAX_ROUNDS = 60;

  private final Problems problems;

  SparsityReader(Problems problems) {
    this.problems = problems;
  }

  @Override
  public List<Picked<Sparsity>> read(Located item) {
    if (item instanceof Mapping mapping) {
      return rounds(mapping);
    }
    if (item instanceof Scalar scalar && scalar.plain() instanceof Number number) {
      double share = number.doubleValue();
      if (share > 0 && share < 1) {
        return List.of(new Picked<>(item.place(), Sparsity.requested(share)));
      }
    }
    problems.invalid(
        "sparsity", item, "greater than 0 and less than 1 (the share removed), or {rounds: …}");
    return List.of();
  }

  private List<Picked<Sparsity>> rounds(Mapping mapping) {
    Keys.check("key", mapping, List.of(ROUNDS), problems);
    Entry rounds = mapping.entries().get(ROUNDS);
    if (rounds == null || rounds.value().each().isEmpty()) {
      problems.invalid("sparsity", mapping, "a share, or {rounds: …} with at least one round");
      return List.of();
    }
    List<Picked<Sparsity>> sparsities = new ArrayList<>();
    for (Located value : rounds.value().each()) {
      if (value.plain() instanceof Integer round && round >= 1 && round <= MAX_ROUNDS) {
        sparsities.add(new Picked<>(value.place(), Sparsity.afterRounds(round)));
      } else {
        problems.invalid(ROUNDS, value, "a whole number from 1 to " + MAX_ROUNDS);
      }
    }
    return sparsities;
  }
}
