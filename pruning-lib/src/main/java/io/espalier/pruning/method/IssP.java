// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.engine.TorchProgram;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;

/**
 * ISS-P: iterative soft shrinkage (Wang, Wang, Zhang, Fu, Tao: "Iterative soft shrinkage learning
 * for efficient image super-resolution", ICCV 2023, arXiv 2303.09650).
 *
 * <p>Two phases, from the initial weights θ, shape (n):
 *
 * <ol>
 *   <li>shrink: after each step of SGD at a constant rate, the mask m of the largest |θ| is
 *       computed anew, and the others shrink: θ ← m⊙θ + α·(1 − m)⊙θ. All weights have a gradient,
 *       so one that grows comes back into the mask. Batch-norm undoes a factor of a filter, so its
 *       scale and shift shrink with a filter outside of the mask;
 *   <li>train: the weights outside of the last mask are removed, and the others trained under it,
 *       with the schedule of the recipe from its start and new velocities.
 * </ol>
 *
 * <p>α = 1 is dense training and one cut; α = 0 is iterative hard thresholding.
 *
 * <p>Defaults: α = 0.95 as in all released commands; the phase of shrinking is a quarter of the
 * run, as for EDSR there (100,020 of 400,020 steps), 40 of the 160 epochs of the other methods
 * here.
 *
 * <p>Differs from the paper: image classification instead of super-resolution, with SGD; weights
 * are ranked as the structure says, single weights in one ranking over the network, in the released
 * code layer by layer.
 *
 * @param recipe how the weights are trained after shrinking; shrinking uses the same batch size,
 *     momentum and weight decay, and its initial rate
 * @param shrinkEpochs number of epochs of shrinking
 * @param shrinkage α, in [0, 1]
 */
public record IssP(Recipe recipe, int shrinkEpochs, double shrinkage) implements PruningMethod {
  /** x ← x⊙(1 + (1 − α)·(m − 1)): unchanged where m is 1, and α·x where m is 0. */
  private static final String SHRINK =
      """
      def forward(self, x: Tensor, mask: Tensor, less: float) -> Tensor:
        x *= (mask - 1) * less + 1
        return x
      """;

  static final IssP DEFAULTS =
      new IssP(new Recipe(120, 128, 0.1, Schedule.STEP, 0.9, 1e-4), 40, 0.95);

  public IssP {
    new Requirements()
        .atLeast(1, "shrink_epochs", shrinkEpochs)
        .share("shrinkage", shrinkage)
        .check();
  }

  @Override
  public Start start() {
    return Start.INITIAL;
  }

  @Override
  public double passes() {
    return shrinkEpochs + recipe.epochs();
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    Selection selection = run.selection();
    Mask newest = Mask.dense(run.net());
    TorchProgram program = program(run.net().manager());
    Recipe shrinking =
        new Recipe(
            shrinkEpochs,
            recipe.batch(),
            recipe.rate(),
            Schedule.CONSTANT,
            recipe.momentum(),
            recipe.weightDecay());
    Pruned shrunk =
        run.train(
            "shrink",
            shrinking,
            run.initial(),
            Mask.dense(run.net()),
            (step, learner, gradient) -> {
              selection.project(learner.state().weights(), Ranking.MAGNITUDE, newest);
              shrink(program, learner, newest);
            });
    Mask mask =
        run.training()
            .timed(() -> run.mask(selection, shrunk.state().weights(), Ranking.MAGNITUDE));
    return run.train(recipe, shrunk.state(), mask);
  }

  /** Shrinks the weights and other parameters outside of a mask. */
  void shrink(TorchProgram program, Learner learner, Mask mask) {
    double less = 1 - shrinkage;
    program.update(new NDList(learner.state().weights(), mask.values()), less);
    program.update(new NDList(learner.state().other(), mask.other()), less);
  }

  /** The program of {@link #shrink}. */
  static TorchProgram program(NDManager manager) {
    return new TorchProgram(manager, SHRINK);
  }
}
