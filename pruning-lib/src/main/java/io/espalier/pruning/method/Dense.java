package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;

/**
 * The dense network, trained from its initial weights: the reference of every comparison and the
 * start of BiP, IMP and OMP.
 *
 * <p>Defaults: 200 epochs, batch 128, rate 0.1 cosine, weight decay 5e-4, momentum 0.9 (the released
 * configuration of the authors of BiP, NeurIPS 2022; not printed in the paper).
 *
 * @param epochs passes over the training set
 * @param batch images a step
 * @param rate initial learning rate
 * @param schedule of the rate
 * @param momentum in [0, 1)
 * @param weightDecay on all parameters
 */
public record Dense(
    int epochs, int batch, double rate, Schedule schedule, double momentum, double weightDecay)
    implements PruningMethod {

  static final Dense DEFAULTS = new Dense(200, 128, 0.1, Schedule.COSINE, 0.9, 5e-4);

  public Dense {
    new Requirements()
        .atLeast(1, "epochs", epochs)
        .atLeast(1, "batch", batch)
        .positive("rate", rate)
        .fraction("momentum", momentum)
        .notNegative("weight_decay", weightDecay)
        .check();
  }

  @Override
  public Start start() {
    return Start.INITIAL;
  }

  @Override
  public double passes() {
    return epochs;
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    return run.train(recipe(), run.start());
  }

  private Recipe recipe() {
    return new Recipe(epochs, batch, rate, schedule, momentum, weightDecay);
  }
}
