// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Precision;
import java.io.Serializable;
import java.util.Optional;

/**
 * The specification of a trial: a network to train and prune.
 *
 * @param model the network
 * @param precision precision of the computation
 * @param method pruning method
 * @param structure unit of pruning
 * @param sparsity target sparsity
 * @param seed seed of all randomness
 * @param folder folder of the ticket
 * @param parent ticket that it starts from, see {@link PruningMethod#start}; empty for INITIAL
 * @param dense folder of the ticket and states of the dense run; empty for INITIAL
 * @param data the part of the training images to train on; empty for all
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
    Optional<String> dense,
    Optional<DataPart> data) {

  /** A trial on all training images. */
  public TrialSpec(
      Choice<Architecture> model,
      Precision precision,
      PruningMethod method,
      Granularity structure,
      Sparsity sparsity,
      long seed,
      String folder,
      Optional<Parent> parent,
      Optional<String> dense) {
    this(
        model,
        precision,
        method,
        structure,
        sparsity,
        seed,
        folder,
        parent,
        dense,
        Optional.empty());
  }

  /**
   * A part of the training images.
   *
   * @param scores folder of the run that scored them; empty where nothing is scored
   */
  public record DataPart(DataPruning pruning, Optional<String> scores) {}

  /** The role of a ticket for the run that starts from it. */
  public enum Role {
    /** The dense network, whose cost is not part of the cost of the method. */
    DENSE,
    /** The previous round of the method, whose cost is part of the cost of the method. */
    PREVIOUS_ROUND,
    /** The run of another method, of which only the mask is used. */
    OTHER_MASK
  }

  /**
   * A ticket to start from.
   *
   * @param folder folder of the ticket
   */
  public record Parent(String folder, Role role) implements Serializable {}
}
