package io.espalier.pruning.trial;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.export.TicketExport;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.measure.LayerSparsity;
import io.espalier.pruning.measure.Macs;
import io.espalier.pruning.method.Pruned;
import io.espalier.pruning.method.PruningMethod.Start;
import io.espalier.pruning.method.PruningRun;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.Cost;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Streams;
import io.espalier.pruning.train.Training;
import io.espalier.pruning.train.TrainingObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Runs one {@link TrialSpec}: builds the network, loads what it starts from, runs the method,
 * checks the mask to the weight, and writes the ticket.
 *
 * @param storage for tickets
 * @param set the images
 * @param device where tensors live, {@code "cpu"} or {@code "gpu0"} (a GPU was never tried)
 */
public record Trial(Storage storage, ImageSet set, String device) {
  /** Where a dense run's state is kept, as shares of its steps; the end is the ticket itself. */
  private static final Set<Double> DENSE_STATES =
      Set.of(0.0, 0.01, 0.02, 0.05, 0.07, 0.1, 0.25, 0.5, 0.75);

  /**
   * @param progress is told of every epoch
   * @throws InterruptedException when the thread is interrupted, between two steps
   * @throws io.espalier.pruning.train.DivergedException when the loss is not a finite number
   * @throws IOException when a ticket cannot be read or written
   */
  public TrialResult run(TrialSpec spec, TrainingObserver progress)
      throws IOException, InterruptedException {
    Shape image = new Shape(set.channels(), set.height(), set.width());
    try (NDManager manager = NDManager.newBaseManager(Device.fromName(device), "PyTorch");
        PrunableNet net =
            new PrunableNet(
                manager,
                spec.model().value().block(set.classes()),
                image,
                DataType.FLOAT32,
                PrunableNet.Layout.CHANNELS_LAST)) {
      return run(spec, net, new Watch(new TicketExport(storage, spec.folder()), spec, progress));
    }
  }

  private TrialResult run(TrialSpec spec, PrunableNet net, Watch watch)
      throws IOException, InterruptedException {
    Streams streams = new Streams(spec.seed());
    Training training = new Training(net, set, streams, watch, Optional.empty());
    NetworkState initial = net.initialState(tensor -> streams.of("init", tensor));
    NetworkState start = initial;
    Mask startMask = Mask.dense(net.manager(), net.prunable());
    Cost before = Cost.NONE;
    if (spec.parent().isPresent()) {
      TrialSpec.Parent parent = spec.parent().get();
      TicketExport ticket = new TicketExport(storage, parent.folder());
      start = ticket.readState(net.manager());
      if (parent.role() == TrialSpec.Role.PREVIOUS_ROUND) {
        startMask = ticket.readMask(net.manager(), net.prunable());
        before = Manifest.read(storage, parent.folder()).cost();
      }
    } else if (spec.method().start() != Start.INITIAL) {
      throw new IllegalArgumentException("Cannot run " + spec.method() + " without its parent");
    }
    PruningRun run =
        new PruningRun(net, spec.sparsity(), initial, start, startMask, streams, training);
    Pruned pruned = spec.method().prune(run);
    long kept = pruned.mask().kept();
    if (kept != run.kept()) {
      throw new IllegalStateException(
          "%s kept %d of %d weights where %d were asked for"
              .formatted(spec.method(), kept, net.prunable(), run.kept()));
    }
    return written(spec, net, pruned, before.plus(training.cost()), watch);
  }

  private TrialResult written(
      TrialSpec spec, PrunableNet net, Pruned pruned, Cost cost, Watch watch) throws IOException {
    EpochReport last = watch.last;
    long kept = pruned.mask().kept();
    Manifest manifest =
        new Manifest(
            spec.model().name(),
            spec.model().settings(),
            set.classes(),
            List.of(set.channels(), set.height(), set.width()),
            boxed(set.mean()),
            boxed(set.deviation()),
            last.test().accuracy(),
            cost,
            kept,
            net.layers());
    watch.ticket.write(net, pruned.state(), pruned.mask(), manifest);
    List<LayerSparsity> layers = LayerSparsity.of(net.layers(), pruned.mask());
    return new TrialResult(
        last.test(),
        watch.epochs,
        cost,
        net.prunable(),
        kept,
        net.parameters(),
        Macs.of(layers),
        layers,
        watch.ticket.weightsLocation(),
        watch.ticket.maskLocation());
  }

  private static List<Float> boxed(float[] values) {
    return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
  }

  /** Remembers the last epoch, and keeps a dense run's states. */
  private static final class Watch implements TrainingObserver {
    private final TicketExport ticket;
    private final TrialSpec spec;
    private final TrainingObserver next;
    private EpochReport last;
    private int epochs;

    Watch(TicketExport ticket, TrialSpec spec, TrainingObserver next) {
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
    public Set<Double> statesWanted() {
      return spec.sparsity().share() == 0 ? DENSE_STATES : Set.of();
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
