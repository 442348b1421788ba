// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.data.BatchOrder;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Interruption;
import io.espalier.pruning.engine.TorchProgram;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.Network;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The training loop of all methods: loads batches in a reproducible order, frees the memory of each
 * step, measures the cost of the method, evaluates after every epoch, and writes and restores
 * checkpoints. The method defines the step.
 */
public final class Training {

  private static final String LOSS_ADDED =
      """
      def forward(self, sum: Tensor, loss: Tensor, images: float) -> Tensor:
        sum += loss * images
        return sum
      """;

  private static final String RECALIBRATION = "recalibration";

  /** One step of a method. */
  @FunctionalInterface
  public interface StepBody {
    /**
     * @return the loss of the batch of the step, a scalar
     */
    NDArray run(Step step);
  }

  private final PrunableNet net;
  private final ImageSet set;
  private final Streams streams;
  private final TrainingObserver observer;
  private final Checkpoints checkpoints;
  private final BatchLoaders loaders;
  private final Evaluator evaluator;
  private final TorchProgram lossAdded;
  private final EpochImages.Curriculum curriculum;
  private final CrossEntropy crossEntropy = new CrossEntropy();
  private final CostMeter meter;

  public Training(
      PrunableNet net,
      ImageSet set,
      Streams streams,
      TrainingObserver observer,
      Optional<CheckpointFolder> checkpoints) {
    this(
        net,
        set,
        streams,
        observer,
        checkpoints,
        set.train().size(),
        (phase, epochs) -> EpochImages.ALL);
  }

  /**
   * @param pass number of images that count as a pass: more than the training split has if it is a
   *     part of a set
   * @param curriculum chooses the images of each epoch
   */
  public Training(
      PrunableNet net,
      ImageSet set,
      Streams streams,
      TrainingObserver observer,
      Optional<CheckpointFolder> checkpoints,
      int pass,
      EpochImages.Curriculum curriculum) {
    this.net = net;
    this.set = set;
    this.streams = streams;
    this.observer = observer;
    this.checkpoints = new Checkpoints(checkpoints, net.manager(), observer);
    this.loaders = new BatchLoaders(set, net);
    this.evaluator = new Evaluator(set, set.test(), net);
    this.lossAdded = new TorchProgram(net.manager(), LOSS_ADDED);
    this.meter = new CostMeter(pass);
    this.curriculum = curriculum;
  }

  /** The number of training images. */
  public int images() {
    return set.train().size();
  }

  /** The number of classes. */
  public int classes() {
    return set.classes();
  }

  /** The cost of this run so far. */
  public Cost cost() {
    return meter.cost();
  }

  /**
   * One forward and one backward pass by the whole network, outside of a step; counted as cost. See
   * {@link Network#gradient}.
   */
  public Gradient gradient(NetworkState masked, Batch images) {
    return gradient(net, masked, images);
  }

  private Gradient gradient(Network network, NetworkState masked, Batch images) {
    meter.passed(images.size());
    return network.gradient(masked, images.images(), loss(images, logits -> logits));
  }

  /** As above, with the loss of {@code changed} logits. */
  public Gradient gradient(NetworkState masked, Batch images, UnaryOperator<NDArray> changed) {
    meter.passed(images.size());
    return net.gradient(masked, images.images(), loss(images, changed));
  }

  /**
   * H·v for the Hessian of the loss of {@code changed} logits, in float64; counts as two passes,
   * one for each backward pass. See {@link PrunableNet#hessianProduct}.
   */
  public NDArray hessianProduct(
      NetworkState masked, Batch images, UnaryOperator<NDArray> changed, NDArray vector) {
    meter.passed(2L * images.size());
    return net.hessianProduct(masked, images.images(), loss(images, changed), vector);
  }

  /**
   * As above, in a given mode, with the gradient of any function.
   *
   * @param value function from logits (batch, classes) and labels (batch) to a scalar
   */
  public Gradient gradient(
      NetworkState masked, Batch images, BinaryOperator<NDArray> value, PrunableNet.Mode mode) {
    meter.passed(images.size());
    return net.gradient(
        masked, images.images(), logits -> value.apply(logits, images.labels()), mode);
  }

  private UnaryOperator<NDArray> loss(Batch images, UnaryOperator<NDArray> changed) {
    return logits -> crossEntropy.mean(changed.apply(logits), images.labels());
  }

  /** Runs {@code work}, such as scoring, and adds its time to the cost of the method. */
  public <T, E extends Exception> T timed(Work<T, E> work) throws E {
    return meter.timed(work);
  }

  /**
   * Visits random images of each class of the training split, augmented as in training, on which
   * methods compute scores.
   *
   * @param perClass number of images per class, or all if there are fewer
   * @param batch images per visit; the last visit can have fewer
   * @param visitor called in its own scope
   */
  public void sample(int perClass, int batch, Consumer<Batch> visitor) {
    int[] taken = new int[set.classes()];
    int[] sample =
        Arrays.stream(streams.order(set.train().size(), "sample order", 0))
            .filter(image -> taken[set.train().labels()[image]]++ < perClass)
            .toArray();
    int size = Math.min(batch, sample.length);
    BatchOrder order =
        new BatchOrder(sample, size, index -> streams.of("sample augment", (long) index * size));
    try (BatchLoader loader = loaders.of(set.train(), size)) {
      for (int index = 0; index < order.batches(); index++) {
        Interruption.check("the scoring of weights");
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          visitor.accept(loader.augmented(order, index));
        }
      }
    }
  }

  /**
   * Random images of the training split without augmentation; the same ones at each call.
   *
   * @param images number of images, or all if there are fewer
   * @param batch images per forward pass
   */
  public Calibration calibration(int images, int batch) {
    int[] order = streams.order(set.train().size(), "calibration", 0);
    return new Calibration(
        net.manager(),
        loaders,
        Arrays.copyOf(order, Math.min(images, order.length)),
        batch,
        meter,
        checkpoints);
  }

  /** Outputs of networks for all training images; each forward pass is counted as cost. */
  public TrainingOutputs outputs() {
    return new TrainingOutputs(loaders, meter, checkpoints);
  }

  /**
   * Runs a phase of a method to its end. Resumes from a checkpoint of the phase, if any; the
   * observer then receives the earlier epochs again.
   *
   * @param phase name that is unique within the method
   * @param epochs passes of {@link Step#batch} over the training split, 1 or more
   * @param batch images per step; the last batch of an epoch can be smaller
   * @param learner everything that {@code body} changes; must not be changed between the end of the
   *     phase and the start of the next one, or the end of the run
   * @throws InterruptedException when the thread is interrupted, between two steps or in an
   *     evaluation, after a checkpoint of the last complete step has been written; any other
   *     exception cancels a checkpoint that is being written
   * @throws DivergedException when the mean loss of an epoch is infinite or NaN
   * @throws UncheckedIOException when a checkpoint cannot be read, or, after a later step, when one
   *     could not be written
   */
  public void run(String phase, int epochs, int batch, Learner learner, StepBody body)
      throws InterruptedException {
    run(phase, epochs, batch, net, learner, body);
  }

  /**
   * Runs a phase as above.
   *
   * @param network network that evaluates the state of the learner under its mask
   */
  public void run(
      String phase, int epochs, int batch, Network network, Learner learner, StepBody body)
      throws InterruptedException {
    try (NDArray lossSum = net.manager().create(0f)) { // outlives the last checkpoint of the phase
      EpochImages images = curriculum.begin(phase, epochs);
      try (PhaseBatches batches =
          new PhaseBatches(loaders, streams, phase, epochs, batch, images)) {
        checkpoints.phaseBegins();
        run(batches, network, learner.remembering(images.memory()), body, lossSum);
        checkpoints.finish();
      } catch (InterruptedException e) {
        checkpoints.saveLast();
        throw e;
      } catch (UncheckedIOException e) {
        throw checkpoints.told(phase, e);
      } finally {
        checkpoints.stop();
      }
    }
  }

  /**
   * Replaces the running statistics of batch-norm by those of augmented training images, from
   * forward passes alone: each by the mean over batches of the batch's mean, or of its variance by
   * n − 1. Other images than those of any phase; the same ones each time.
   *
   * @param network network that computes the state
   * @param masked masked state, whose statistics are overwritten
   * @param batches number of batches; 0 changes nothing
   * @param batch images per batch; the last batch of a pass over the training set can be smaller
   * @throws InterruptedException when the thread is interrupted, after the last step has been saved
   */
  public void recalibrate(Network network, NetworkState masked, int batches, int batch)
      throws InterruptedException {
    if (batches == 0 || masked.statistics().isEmpty()) {
      return;
    }
    Recalibration anew = new Recalibration(network, masked);
    try (PhaseBatches images =
        new PhaseBatches(
            loaders, streams, RECALIBRATION, Integer.MAX_VALUE, batch, EpochImages.ALL)) {
      for (int number = 0; number < batches; number++) {
        add(images, number, anew);
      }
    } catch (UncheckedIOException e) {
      throw checkpoints.told(RECALIBRATION, e);
    }
    anew.apply(net.manager());
  }

  private void add(PhaseBatches images, int number, Recalibration anew)
      throws InterruptedException {
    checkpoints.requireNotInterrupted(RECALIBRATION);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Batch batch = images.batch(number);
      meter.passedForward((long) meter.timed(() -> anew.add(batch.images())) * batch.size());
    }
  }

  /**
   * Evaluates a state outside of a phase.
   *
   * @param masked masked state
   * @throws InterruptedException when the thread is interrupted, after the last step has been saved
   */
  public Evaluation evaluated(Network network, NetworkState masked) throws InterruptedException {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return evaluator.evaluate(network, masked);
    } catch (UncheckedIOException e) {
      throw checkpoints.told("the evaluation", e);
    }
  }

  /**
   * Saves the end of the last phase, if no checkpoint has it: for a run that cannot write its
   * ticket, or is told to stop meanwhile. Waits for the storage as a run that is interrupted; a
   * failure is logged.
   */
  public void saveLast() {
    checkpoints.saveLast();
  }

  /**
   * @param lossSum 0
   */
  private void run(
      PhaseBatches batches, Network network, Learner learner, StepBody body, NDArray lossSum)
      throws InterruptedException {
    PhaseProgress from = restored(batches.phase(), learner);
    List<EpochReport> reports = new ArrayList<>(from.reports());
    if (from.steps() > 0) {
      observer.continued(from.reports());
    }
    NavigableMap<Long, List<Double>> wanted =
        observer.statesWanted().stream()
            .collect(
                Collectors.groupingBy(
                    share -> Math.round(share * batches.steps()),
                    TreeMap::new,
                    Collectors.toList()));
    lossSum.addi(from.lossSum());
    if (batches.epoch(from.steps()) > reports.size()) { // stopped in an evaluation
      endEpoch(batches, from.steps(), lossSum, network, learner, reports);
    }
    for (long number = from.steps(); number < batches.steps(); ) {
      requireNotInterrupted(batches, number);
      long at = number;
      long next = meter.timed(() -> batches.next(at)); // may choose the images of an epoch
      reached(wanted.subMap(at, next), learner);
      Step step = step(batches, network, number, body, lossSum);
      if (step.endsEpoch()) {
        endEpoch(batches, next, lossSum, network, learner, reports);
      } else {
        checkpoints.stepEnded(
            batches.phase(), learner, reports.size(), progress(next, lossSum, reports));
      }
      number = next;
    }
    requireNotInterrupted(batches, batches.steps());
    reached(wanted.tailMap(batches.steps()), learner);
  }

  private static void requireNotInterrupted(PhaseBatches batches, long steps)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(
          "Interrupted in %s after %s steps".formatted(batches.phase(), steps));
    }
  }

  private Step step(
      PhaseBatches batches, Network network, long number, StepBody body, NDArray lossSum) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Step step = new Step(batches, network, number);
      checkpoints.stepBegins();
      return meter.timed(
          () -> {
            lossAdded.update(new NDList(lossSum, body.run(step)), step.batch().size());
            return step;
          });
    }
  }

  /**
   * Reads the sum of the loss only when the progress is needed, because reading makes a GPU wait.
   */
  private Supplier<PhaseProgress> progress(long steps, NDArray lossSum, List<EpochReport> reports) {
    PhaseProgress done = meter.progress(steps, reports);
    return () -> done.withLossSum(HostCopy.scalar(lossSum));
  }

  private void endEpoch(
      PhaseBatches batches,
      long steps,
      NDArray lossSum,
      Network network,
      Learner learner,
      List<EpochReport> reports)
      throws InterruptedException {
    checkpoints.evaluationBegins(batches.phase(), learner, progress(steps, lossSum, reports));
    EpochReport report = report(batches, reports.size() + 1, lossSum, network, learner);
    reports.add(report);
    lossSum.subi(lossSum);
    PhaseProgress ended = meter.progress(steps, reports);
    checkpoints.stepEnded(batches.phase(), learner, reports.size(), () -> ended);
    observer.epochEnded(report);
  }

  /** Reads the loss of the epoch, and evaluates. */
  private EpochReport report(
      PhaseBatches batches, int epoch, NDArray lossSum, Network network, Learner learner) {
    double loss = // waits for the queue of a GPU
        meter.timed(() -> HostCopy.scalar(lossSum)) / batches.imagesIn(epoch - 1);
    if (!Double.isFinite(loss)) {
      throw new DivergedException(
          "The mean training loss of epoch %s of %s (%s) is %s"
              .formatted(epoch, batches.epochs(), batches.phase(), loss));
    }
    return new EpochReport(
        batches.phase(), epoch, batches.epochs(), loss, evaluated(network, learner), cost());
  }

  private void reached(Map<Long, List<Double>> wanted, Learner learner) {
    for (double share : wanted.values().stream().flatMap(List::stream).toList()) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        observer.stateReached(share, learner.masked());
      }
    }
  }

  private Evaluation evaluated(Network network, Learner learner) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return evaluator.evaluate(network, learner.masked());
    }
  }

  private PhaseProgress restored(String phase, Learner learner) {
    Optional<PhaseProgress> saved = checkpoints.restored(phase, learner);
    saved.ifPresent(meter::restore);
    return saved.orElseGet(() -> meter.progress(0, List.of()));
  }

  /** A step of a phase: its images, its gradients, and its position in the phase. */
  public final class Step {
    private final PhaseBatches batches;
    private final Network network;
    private final long number;
    private final Batch batch;
    private boolean seen;

    private Step(PhaseBatches batches, Network network, long number) {
      this.batches = batches;
      this.network = network;
      this.number = number;
      this.batch = batches.batch(number);
    }

    /** The gradient on this step's images; see {@link #gradient(NetworkState, Batch)}. */
    public Gradient gradient(NetworkState masked) {
      return gradient(masked, crossEntropy::mean);
    }

    /**
     * One forward and one backward pass by the network of the phase; counted as cost. See {@link
     * Network#gradient}.
     *
     * @param masked masked state; if the phase runs a compact network, under the mask of the phase
     */
    public Gradient gradient(NetworkState masked, Batch images) {
      return Training.this.gradient(network, masked, images);
    }

    /**
     * As {@link #gradient(NetworkState)}, with another loss.
     *
     * @param loss function from logits (batch, classes) and labels (batch) to a scalar
     */
    public Gradient gradient(NetworkState masked, BinaryOperator<NDArray> loss) {
      meter.passed(batch.size());
      return network.gradient(
          masked,
          batch.images(),
          logits -> {
            if (!seen) { // a second pass may be at other weights
              seen = true;
              batches.saw(number, logits, batch.labels());
            }
            return loss.apply(logits, batch.labels());
          });
    }

    /**
     * As {@link #gradient(NetworkState)}, and shows the logits of the pass.
     *
     * @param seen receives a copy of them, row by row
     */
    public Gradient gradientSeeing(NetworkState masked, Consumer<float[]> seen) {
      return gradient(
          masked,
          (logits, labels) -> {
            seen.accept(HostCopy.floats(logits.stopGradient().toType(DataType.FLOAT32, false)));
            return crossEntropy.mean(logits, labels);
          });
    }

    /** The indices of this step's images in the training split. */
    public int[] images() {
      return batches.images(number);
    }

    /** The class of a training image. */
    public int label(int image) {
      return set.train().labels()[image];
    }

    /**
     * The logits of a network for this step's images, in evaluation mode; counted as a forward
     * pass.
     *
     * @param masked masked state
     * @return shape (batch, classes)
     */
    public NDArray evaluate(Network other, NetworkState masked) {
      meter.passedForward(batch.size());
      return other.evaluate(masked, batch.images());
    }

    /** This step's images: over an epoch, each image of the epoch once. */
    public Batch batch() {
      return batch;
    }

    /** Other images, from an independent random order of the images of the epoch. */
    public Batch anotherBatch() {
      return batches.another(number);
    }

    /** The epoch of this step, from 1. */
    public int epoch() {
      return batches.epoch(number) + 1;
    }

    /**
     * The number of steps of this phase before this one. Epochs on a part of the images count as
     * many as those on all, so their steps have gaps between their numbers.
     */
    public long number() {
      return number;
    }

    /** The number of the next step. */
    public long next() {
      return batches.next(number);
    }

    /** The share of the steps of the phase done before this one, in [0, 1). */
    public double progress() {
      return (double) number / batches.steps();
    }

    /** The share of the steps of the phase done after this one, in (0, 1]. */
    public double progressAfter() {
      return (double) next() / batches.steps();
    }

    /** The number of steps of this phase, if all its epochs are on all images. */
    public long steps() {
      return batches.steps();
    }

    /** Whether an epoch ends with this step. */
    public boolean endsEpoch() {
      return batches.epoch(next()) > batches.epoch(number);
    }

    /** Whether the phase ends with this step. */
    public boolean isLast() {
      return next() == batches.steps();
    }
  }
}
