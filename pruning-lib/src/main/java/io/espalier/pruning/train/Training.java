package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.espalier.pruning.data.BatchOrder;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The one training loop: brings batches in a reproducible order, frees a step's memory, counts and
 * times what a method costs, evaluates after every epoch, keeps checkpoints and continues from
 * them. What a step does is the method's own.
 */
public final class Training {

  /** One step of a method. */
  @FunctionalInterface
  public interface StepBody {
    /**
     * @return the loss of the step's batch, a scalar
     */
    NDArray run(Step step);
  }

  private final PrunableNet net;
  private final ImageSet set;
  private final Streams streams;
  private final TrainingObserver observer;
  private final Optional<CheckpointFolder> checkpoints;
  private final Evaluator evaluator;
  private final CrossEntropy crossEntropy = new CrossEntropy();
  private long imagesTrained;
  private double seconds;

  public Training(
      PrunableNet net,
      ImageSet set,
      Streams streams,
      TrainingObserver observer,
      Optional<CheckpointFolder> checkpoints) {
    this.net = net;
    this.set = set;
    this.streams = streams;
    this.observer = observer;
    this.checkpoints = checkpoints;
    this.evaluator = new Evaluator(set, set.test(), net.manager());
  }

  /** What this run has cost so far. */
  public Cost cost() {
    return new Cost((double) imagesTrained / set.train().size(), seconds);
  }

  /** One forward and one backward pass; counted as cost. See {@link PrunableNet#gradient}. */
  public Gradient gradient(NetworkState masked, Batch images) {
    return gradient(masked, images, logits -> logits);
  }

  /** As above, with the loss of {@code changed} logits. */
  public Gradient gradient(NetworkState masked, Batch images, UnaryOperator<NDArray> changed) {
    imagesTrained += images.size();
    return net.gradient(masked, images.images(), loss(images, changed));
  }

  /**
   * H·v for the Hessian of the loss of {@code changed} logits; counted as two passes, one for each
   * time it goes backward. See {@link PrunableNet#hessianProduct}.
   */
  public NDArray hessianProduct(
      NetworkState masked, Batch images, UnaryOperator<NDArray> changed, NDArray vector) {
    imagesTrained += 2L * images.size();
    return net.hessianProduct(masked, images.images(), loss(images, changed), vector);
  }

  private UnaryOperator<NDArray> loss(Batch images, UnaryOperator<NDArray> changed) {
    return logits -> crossEntropy.mean(changed.apply(logits), images.labels());
  }

  /** Does something once that belongs to the method's time, such as scoring. */
  public <T> T timed(Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    seconds += secondsSince(start);
    return result;
  }

  /**
   * Visits some images of each class of the training split, drawn at random and augmented as in
   * training: what methods at initialisation score on.
   *
   * @param perClass how many of each class, or all that there are
   * @param batch images a visit; the last may have fewer
   * @param visitor runs inside a scope of its own
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
    try (BatchLoader loader = new BatchLoader(set, set.train(), size, net.manager())) {
      for (int index = 0; index < order.batches(); index++) {
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          visitor.accept(loader.augmented(order, index));
        }
      }
    }
  }

  /**
   * Runs a phase of a method to its end, continuing from its checkpoint where there is one.
   *
   * @param phase a name unique within the method
   * @param epochs passes of {@link Step#batch} over the training split, 1 or more
   * @param batch images a step; an epoch's last batch may be smaller
   * @param learner all that {@code body} changes
   * @throws InterruptedException when the thread is interrupted, between two steps
   * @throws DivergedException when an epoch's mean loss is not a finite number
   * @throws UncheckedIOException when a checkpoint cannot be read or written
   */
  public void run(String phase, int epochs, int batch, Learner learner, StepBody body)
      throws InterruptedException {
    try (Batches batches = new Batches(phase, epochs, batch)) {
      run(phase, batches, learner, body);
    } catch (UncheckedIOException e) {
      if (Thread.interrupted()) { // while it waited for images
        InterruptedException interrupted = new InterruptedException("Interrupted in " + phase);
        interrupted.initCause(e);
        throw interrupted;
      }
      throw e;
    }
  }

  private void run(String phase, Batches batches, Learner learner, StepBody body)
      throws InterruptedException {
    int epochs = batches.epochs;
    int from = restored(phase, learner);
    Map<Long, List<Double>> wanted =
        observer.statesWanted().stream()
            .collect(Collectors.groupingBy(share -> Math.round(share * batches.steps())));
    for (int epoch = from; epoch < epochs; epoch++) {
      double loss = epoch(batches, epoch, learner, body, wanted);
      if (!Double.isFinite(loss)) {
        throw new DivergedException(
            "The mean training loss of epoch %d of %d (%s) is %s"
                .formatted(epoch + 1, epochs, phase, loss));
      }
      Evaluation test = evaluated(learner);
      save(phase, learner, epoch + 1);
      observer.epochEnded(new EpochReport(phase, epoch + 1, epochs, loss, test, cost()));
    }
    reached(wanted, batches.steps(), learner);
  }

  private double epoch(
      Batches batches, int epoch, Learner learner, StepBody body, Map<Long, List<Double>> wanted)
      throws InterruptedException {
    Orders orders = batches.orders(epoch);
    try (NDArray sum = net.manager().create(0f)) {
      for (int index = 0; index < batches.stepsAnEpoch(); index++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("Interrupted in epoch " + (epoch + 1));
        }
        Step step = new Step(batches, epoch, index, orders);
        reached(wanted, step.number(), learner);
        long start = System.nanoTime();
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          sum.addi(body.run(step).mul(step.batch().size()));
        }
        seconds += secondsSince(start);
      }
      long start = System.nanoTime();
      double mean = sum.getFloat() / set.train().size();
      seconds += secondsSince(start); // a GPU works off its queue here
      return mean;
    }
  }

  private void reached(Map<Long, List<Double>> wanted, long step, Learner learner) {
    for (double share : wanted.getOrDefault(step, List.of())) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        observer.stateReached(share, learner.masked());
      }
    }
  }

  private Evaluation evaluated(Learner learner) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return evaluator.evaluate(net, learner.masked());
    }
  }

  private int restored(String phase, Learner learner) {
    if (checkpoints.isEmpty()) {
      return 0;
    }
    try {
      var progress = checkpoints.get().restore(phase, learner, net.manager());
      progress.ifPresent(
          done -> {
            imagesTrained = done.images();
            seconds = done.seconds();
          });
      return progress.map(CheckpointFolder.Progress::epochs).orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void save(String phase, Learner learner, int epochs) {
    if (checkpoints.isPresent()) {
      try {
        var progress = new CheckpointFolder.Progress(epochs, imagesTrained, seconds);
        checkpoints.get().write(phase, learner, progress, net.manager());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Two independent orders of the training split, for one epoch. */
  private record Orders(BatchOrder first, BatchOrder second) {}

  /** The batches of one phase: those of the steps, and an independent second sequence. */
  private final class Batches implements AutoCloseable {
    private final String phase;
    private final int epochs;
    private final int size;
    private final BatchLoader first;
    private final BatchLoader second;

    Batches(String phase, int epochs, int batch) {
      this.phase = phase;
      this.epochs = epochs;
      this.size = Math.min(batch, set.train().size());
      this.first = new BatchLoader(set, set.train(), size, net.manager());
      this.second = new BatchLoader(set, set.train(), size, net.manager());
    }

    int stepsAnEpoch() {
      return (set.train().size() + size - 1) / size;
    }

    long steps() {
      return (long) stepsAnEpoch() * epochs;
    }

    Orders orders(int epoch) {
      return new Orders(
          order("order", "augment", epoch), order("another order", "another augment", epoch));
    }

    private BatchOrder order(String order, String augment, int epoch) {
      return new BatchOrder(
          streams.order(set.train().size(), phase + " " + order, epoch),
          size,
          index -> streams.of(phase + " " + augment, epoch, index));
    }

    @Override
    public void close() {
      first.close();
      second.close();
    }
  }

  /** What a method's step has to work with. */
  public static final class Step {
    private final Batches batches;
    private final int epoch;
    private final int index;
    private final Orders orders;
    private final Batch batch;

    private Step(Batches batches, int epoch, int index, Orders orders) {
      this.batches = batches;
      this.epoch = epoch;
      this.index = index;
      this.orders = orders;
      this.batch = batches.first.augmented(orders.first(), index);
    }

    /** This step's images: over an epoch, each image of the training split once. */
    public Batch batch() {
      return batch;
    }

    /** Other images, from an independent random order of the training split. */
    public Batch anotherBatch() {
      return batches.second.augmented(orders.second(), index);
    }

    /** Steps of this phase before this one. */
    public long number() {
      return (long) epoch * batches.stepsAnEpoch() + index;
    }

    /** The share of the phase's steps that lie behind, in [0, 1). */
    public double progress() {
      return (double) number() / batches.steps();
    }

    /** The number of steps of this phase. */
    public long steps() {
      return batches.steps();
    }

    /** Whether the phase ends with this step. */
    public boolean isLast() {
      return number() == batches.steps() - 1;
    }
  }
}
