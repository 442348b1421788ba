package io.espalier.pruning.trial;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Precision;
import java.io.Serializable;
import java.util.Optional;

/**
 * One network to train and prune.
 *
 * @param model the network
 * @param precision what it computes in
 * @param method how it is pruned
 * @param structure what is removed together
 * @param sparsity how far
 * @param seed of all its randomness
 * @param folder where its ticket goes
 * @param parent the ticket it starts from, as {@link PruningMethod#start} asks; empty for INITIAL
 * @param dense folder of the dense run's ticket and states; empty for INITIAL
 */
public record TrialSpec(
    Choice<Architecture> model,
    Precision precision,
    PruningMethod method,
    Granularity structure,
    Sparsity sparsity,
    long seed,
    String folder,
    Optional<Parent> parent,
    Optional<String> dense) {

  /** What a ticket is to the run that starts from it. */
  public enum Role {
    /** The dense network: its cost is not the method's. */
    DENSE,
    /** The method's own previous round: its cost is part of the method's. */
    PREVIOUS_ROUND
  }

  /**
   * A ticket to start from.
   *
   * @param folder where it lies
   */
  public record Parent(String folder, Role role) implements Serializable {}
}
