// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineNeeds;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.export.ScoreFile;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.measure.Macs;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.Dense;
import io.espalier.pruning.method.DenseStates;
import io.espalier.pruning.method.Pruned;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.method.PruningMethod.Start;
import io.espalier.pruning.method.PruningRun;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.Cost;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Evaluation;
import io.espalier.pruning.train.Streams;
import io.espalier.pruning.train.Training;
import io.espalier.pruning.train.TrainingObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs a {@link TrialSpec}: builds the network, loads the ticket that it starts from, runs the
 * method, checks the number of weights kept, and writes the ticket. An interrupted run resumes from
 * its last checkpoint and yields the same bits.
 *
 * @param storage storage of tickets
 * @param set images
 * @param device device of tensors, {@code "cpu"} or {@code "gpu0"} (not tried on a GPU)
 * @param interval interval of checkpoints
 * @param engine engine of this process on {@code device}; runs that it computes incorrectly fail
 * @param residence where batches and masks are prepared; both ways yield the same bits
 */
public record Trial(
    Storage storage,
    ImageSet set,
    String device,
    CheckpointInterval interval,
    CheckedEngine engine,
    Residence residence) {
  private static final String CHECKPOINTS = "unfinished";

  /** Prepares batches and masks in the way of the device. */
  public Trial(
      Storage storage,
      ImageSet set,
      String device,
      CheckpointInterval interval,
      CheckedEngine engine) {
    this(storage, set, device, interval, engine, Residence.of(Device.fromName(device)));
  }

  /**
   * The folder of the checkpoints of a run, which are obsolete when its ticket is written.
   *
   * @param folder folder of the ticket of the run
   */
  public static String checkpoints(String folder) {
    return Storage.in(folder, CHECKPOINTS);
  }

  /**
   * @param progress receives every epoch, including those before a checkpoint
   * @throws InterruptedException when the thread is interrupted, between two steps or in an
   *     evaluation, after the last step has been saved
   * @throws InvalidSettings when the model cannot be used, or does not return logits of these
   *     classes
   * @throws io.espalier.pruning.check.WrongKernels when the engine computes a part of the run
   *     incorrectly on this processor
   * @throws io.espalier.pruning.train.DivergedException when the loss is infinite or NaN
   * @throws IOException when a ticket cannot be read or written; before a ticket that cannot be
   *     written, or not to its end because the thread is interrupted, the last step has been saved
   */
  public TrialResult run(TrialSpec spec, TrainingObserver progress)
      throws IOException, InterruptedException {
    ImageSet seen = spec.data().isPresent() ? part(spec.data().get(), spec.seed()) : set;
    return new Trial(storage, seen, device, interval, engine, residence)
        .run(spec, progress, set.train().size());
  }

  private ImageSet part(TrialSpec.DataPart data, long seed) throws IOException {
    int[] labels = set.train().labels();
    double[] scores =
        data.scores().isPresent()
            ? new ScoreFile(storage, data.scores().get()).read(labels.length)
            : new double[labels.length];
    int[] kept = data.pruning().kept(scores, labels, new Streams(seed));
    return kept.length == labels.length ? set : set.trainingOn(kept);
  }

  /**
   * @param pass number of images that count as a pass
   */
  private TrialResult run(TrialSpec spec, TrainingObserver progress, int pass)
      throws IOException, InterruptedException {
    Shape image = new Shape(set.channels(), set.height(), set.width());
    try (NDManager manager = NDManager.newBaseManager(Device.fromName(device), "PyTorch");
        PrunableNet net =
            new PrunableNet(
                manager,
                spec.model().value().block(set.classes()),
                image,
                spec.precision().type(),
                PrunableNet.Layout.CHANNELS_LAST,
                residence)) {
      requireLogits(spec.model().name(), net, image);
      engine.require(
          "%s in %s".formatted(spec.model().name(), spec.precision()),
          new EngineNeeds(net.operations(), spec.precision(), spec.method().derivatives()));
      Watch watch = new Watch(new TicketFolder(storage, spec.folder()), spec, progress);
      return run(spec, net, watch, pass);
    }
  }

  /** Checks the output of a network of a user, to fail with a clear error and not in the loss. */
  private void requireLogits(String model, PrunableNet net, Shape image) {
    Shape one = new Shape(1).addAll(image);
    Shape logits = new Shape(1, set.classes());
    Shape[] given = net.block().getOutputShapes(new Shape[] {one});
    if (!Arrays.equals(given, new Shape[] {logits})) {
      String message =
          "Cannot use model %s: it returns %s for images %s, must return logits %s"
              .formatted(model, Arrays.toString(given), one, logits);
      throw InvalidSettings.because(message);
    }
  }

  private TrialResult run(TrialSpec spec, PrunableNet net, Watch watch, int pass)
      throws IOException, InterruptedException {
    Streams streams = new Streams(spec.seed());
    CheckpointFolder checkpoints =
        new CheckpointFolder(storage, checkpoints(spec.folder()), interval);
    Training training =
        new Training(
            net,
            set,
            streams,
            watch,
            Optional.of(checkpoints),
            pass,
            spec.data()
                .map(data -> data.pruning())
                .orElse(DataPruning.NONE.value())
                .curriculum(net.manager(), streams, set.train().size()));
    NetworkState initial = net.initialState(tensor -> streams.of("init", tensor));
    NetworkState start = initial;
    Mask startMask = Mask.dense(net);
    Cost before = Cost.NONE;
    if (spec.parent().isPresent()) {
      TrialSpec.Parent parent = spec.parent().get();
      TicketFolder ticket = new TicketFolder(storage, parent.folder());
      start =
          parent.role() == TrialSpec.Role.OTHER_MASK ? initial : ticket.readState(net.manager());
      startMask = parent.role() == TrialSpec.Role.DENSE ? startMask : ticket.readMask(net);
      if (parent.role() == TrialSpec.Role.PREVIOUS_ROUND) {
        before = Manifest.read(storage, parent.folder()).cost();
      }
    } else if (spec.method().start() != Start.INITIAL) {
      throw new IllegalArgumentException("Cannot run " + spec.method() + " without its parent");
    }
    PruningMethod method = spec.method();
    PruningRun run =
        new PruningRun(
            net,
            spec.sparsity(),
            spec.structure(),
            sparsity -> method.selection(spec.structure(), net.layers(), sparsity),
            initial,
            start,
            startMask,
            share -> denseState(spec, share, net.manager()),
            streams,
            training);
    Pruned pruned = method.prune(run);
    if (!run.selection().allows(pruned.mask())) {
      throw new IllegalStateException(
          "%s kept %s of %s weights, must be a %s mask of %s of %s"
              .formatted(
                  method,
                  pruned.mask().kept(),
                  net.prunable(),
                  spec.structure(),
                  run.selection().groupsKept(),
                  run.selection().groups()));
    }
    try {
      return written(spec, net, pruned, run.selection(), before.plus(training.cost()), watch);
    } catch (IOException e) { // told to stop in the middle of it, or a storage that fails
      training.saveLast();
      throw e;
    }
  }

  private NetworkState denseState(TrialSpec spec, double share, NDManager manager) {
    String folder =
        spec.dense()
            .orElseThrow(
                () -> new IllegalArgumentException("Cannot rewind without a dense run: " + spec));
    try {
      return new TicketFolder(storage, folder).readStateAt(share, manager);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TrialResult written(
      TrialSpec spec, PrunableNet net, Pruned pruned, Selection selection, Cost cost, Watch watch)
      throws IOException {
    Evaluation test = pruned.test().orElseGet(() -> watch.last.test());
    long kept = pruned.mask().kept();
    Manifest manifest =
        new Manifest(
            spec.model().name(),
            spec.model().settings(),
            set.classes(),
            List.of(set.channels(), set.height(), set.width()),
            boxed(set.mean()),
            boxed(set.deviation()),
            test.accuracy(),
            cost,
            kept,
            net.layers(),
            set.test().view(),
            set.classNames(),
            spec.precision().toString());
    if (!pruned.imageScores().isEmpty()) { // before the manifest, which completes the ticket
      new ScoreFile(storage, spec.folder()).write(net.manager(), pruned.imageScores());
    }
    watch.ticket.write(net, pruned.state(), pruned.mask(), manifest);
    List<LayerResult> layers = LayerResult.of(net.layers(), pruned);
    return new TrialResult(
        test,
        watch.epochs,
        cost,
        net.prunable(),
        kept,
        selection.groups(),
        selection.groupsKept(),
        net.parameters(),
        kept + pruned.mask().otherKept(),
        Macs.of(layers.stream().map(LayerResult::sparsity).toList()),
        layers,
        watch.ticket.weightsLocation(),
        watch.ticket.maskLocation());
  }

  private static List<Float> boxed(float[] values) {
    return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
  }

  /** Records the last epoch, and stores the states of a dense run. */
  private static final class Watch implements TrainingObserver {
    private final TicketFolder ticket;
    private final TrialSpec spec;
    private final TrainingObserver next;
    private EpochReport last;
    private int epochs;

    Watch(TicketFolder ticket, TrialSpec spec, TrainingObserver next) {
      this.ticket = ticket;
      this.spec = spec;
      this.next = next;
    }

    @Override
    public void epochEnded(EpochReport report) {
      last = report;
      epochs++;
      next.epochEnded(report);
    }

    @Override
    public void continued(List<EpochReport> before) {
      epochs += before.size();
      last = before.isEmpty() ? last : before.get(before.size() - 1);
      next.continued(before);
    }

    @Override
    public void saved() {
      next.saved();
    }

    @Override
    public Set<Double> statesWanted() {
      boolean dense = spec.method() instanceof Dense;
      return DenseStates.SHARES.stream() // the last is the ticket itself
          .filter(share -> dense && share < 1)
          .collect(Collectors.toSet());
    }

    @Override
    public void stateReached(double share, NetworkState state) {
      try {
        ticket.writeStateAt(share, state);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
