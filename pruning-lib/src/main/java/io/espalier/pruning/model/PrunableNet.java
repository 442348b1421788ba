package io.espalier.pruning.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.Dropout;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * Any DJL block, unchanged, run on views of flat vectors.
 *
 * <p>The network itself holds no values: each pass is given the vectors to use. They enter at DJL's
 * own seam, the {@link ParameterStore} that a block asks for its parameters, so one backward pass
 * yields one flat gradient and a mask is one multiplication. Prunable are the weights of
 * convolutions and fully connected layers (parameters of type WEIGHT with two or more dimensions);
 * biases and batch-norm never are.
 *
 * <p>Not safe for use by several threads; networks of different threads do not disturb each other.
 */
public final class PrunableNet implements AutoCloseable {

  /** How images and convolution weights lie in memory. */
  public enum Layout {
    /** Weights (output, row, column, input); the faster one on a CPU. */
    CHANNELS_LAST,
    /** Weights (output, input, row, column): DJL's own. */
    CHANNELS_FIRST
  }

  private enum Kind {
    WEIGHTS,
    OTHER,
    STATISTICS
  }

  /** Where a parameter lies: the {@code index}-th part of its kind's vector. */
  private record Slot(Parameter parameter, Kind kind, int index, Shape stored, boolean permuted) {
    NDArray view(NDList parts) {
      NDArray view = parts.get(index).reshape(stored);
      return permuted ? view.transpose(0, 3, 1, 2) : view;
    }
  }

  private final NDManager manager;
  private final Block block;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Map<Kind, long[]> cuts = new LinkedHashMap<>();
  private final List<Layer> layers;
  private final NDArray one;
  private final DataType type;

  /**
   * Initialises {@code block}, overwriting nothing but its own arrays.
   *
   * @param manager the parent of the network's memory, and its device
   * @param block uninitialised; belongs to this network from now on
   * @param image the shape of one image: channels, height, width
   * @param type float32, or float64 for tests of derivatives
   * @throws IllegalArgumentException when the block holds a layer that draws from the engine's
   *     random generator (dropout), which would make a run depend on its neighbours
   */
  public PrunableNet(NDManager manager, Block block, Shape image, DataType type, Layout layout) {
    this.manager = manager.newSubManager();
    this.block = block;
    this.type = type;
    refuseEngineRandomness(block);
    JniUtils.setGradMode(false);
    block.setInitializer(Initializer.ZEROS, parameter -> true);
    block.initialize(this.manager, type, new Shape(1).addAll(image));
    Map<Kind, List<Slot>> byKind = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      byKind.put(kind, new ArrayList<>());
    }
    block
        .getParameters()
        .values()
        .forEach(
            parameter -> {
              parameter.getArray().setRequiresGradient(false);
              Kind kind = kindOf(parameter);
              Shape shape = parameter.getShape();
              boolean permuted = layout == Layout.CHANNELS_LAST && shape.dimension() == 4;
              Shape stored =
                  permuted
                      ? new Shape(shape.get(0), shape.get(2), shape.get(3), shape.get(1))
                      : shape;
              List<Slot> same = byKind.get(kind);
              Slot slot = new Slot(parameter, kind, same.size(), stored, permuted);
              if (slots.put(parameter.getId(), slot) != null) {
                throw new IllegalArgumentException(
                    "Cannot prune a network that uses the parameter "
                        + parameter.getName()
                        + " twice");
              }
              same.add(slot);
            });
    byKind.forEach((kind, same) -> cuts.put(kind, cutsBetween(same)));
    this.layers = layersOf(byKind.get(Kind.WEIGHTS), byKind.get(Kind.OTHER));
    this.one = this.manager.create(1).toType(type, false);
  }

  /** The prunable tensors, in the order of the flat weights. */
  public List<Layer> layers() {
    return layers;
  }

  /** n: the number of prunable weights. */
  public long prunable() {
    return layers.stream().mapToLong(Layer::size).sum();
  }

  /** o: the number of trainable parameters that are never pruned. */
  public long others() {
    return parameters() - prunable();
  }

  /** The number of all trainable parameters; batch-norm's running statistics are none. */
  public long parameters() {
    return slots.values().stream()
        .filter(slot -> slot.kind() != Kind.STATISTICS)
        .mapToLong(slot -> slot.stored().size())
        .sum();
  }

  /** The memory and device of this network's vectors; closed with it. */
  public NDManager manager() {
    return manager;
  }

  /** The block, with whatever values were last {@linkplain #export exported} to it. */
  public Block block() {
    return block;
  }

  /**
   * The untrained network of a seed: weights drawn from a normal distribution with variance 2 /
   * fan-in (He et al. 2015), batch-norm scale and running variance 1, all else 0. Each tensor has a
   * stream of its own, so the values depend on neither the layout nor the engine.
   *
   * @param streams the generator for the i-th prunable tensor
   */
  public NetworkState initialState(IntFunction<SplittableRandom> streams) {
    Map<Kind, NDList> parts = partsByKind();
    for (Slot slot : slots.values()) {
      parts.get(slot.kind()).add(initial(slot, streams));
    }
    return joined(parts);
  }

  /** The values that the block's own arrays hold, for instance after a saved model was loaded. */
  public NetworkState stateOfBlock() {
    Map<Kind, NDList> parts = partsByKind();
    for (Slot slot : slots.values()) {
      parts.get(slot.kind()).add(stored(slot, slot.parameter().getArray().stopGradient()));
    }
    return joined(parts);
  }

  /**
   * The logits in evaluation mode: batch-norm uses the running statistics.
   *
   * @param state whose weights are used as they are (apply a mask first)
   * @param images float, (batch, channels, height, width)
   * @return shape (batch, classes), owned by the caller's scope
   */
  public NDArray evaluate(NetworkState state, NDArray images) {
    JniUtils.setGradMode(false);
    return block.forward(new FlatStore(state), new NDList(images), false).singletonOrThrow();
  }

  /**
   * One forward and one backward pass in training mode, with z as the leaf.
   *
   * @param state the masked weights z, the other parameters, and the running statistics, which the
   *     pass updates in place. The first two must be the results of operations, for gradients are
   *     attached to them
   * @param images float, (batch, channels, height, width)
   * @param loss from logits (batch, classes) to a scalar
   * @return arrays of the caller's scope
   */
  public Gradient gradient(NetworkState state, NDArray images, UnaryOperator<NDArray> loss) {
    JniUtils.setGradMode(true);
    try {
      state.weights().setRequiresGradient(true);
      state.other().setRequiresGradient(true);
      NDArray logits =
          block.forward(new FlatStore(state), new NDList(images), true).singletonOrThrow();
      NDArray value = loss.apply(logits);
      JniUtils.backward((PtNDArray) value, (PtNDArray) one, false, false);
      return new Gradient(
          value.stopGradient(), state.weights().getGradient(), state.other().getGradient());
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /** Copies {@code state} into the block's own arrays, for {@code ai.djl.Model.save}. */
  public void export(NetworkState state) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      FlatStore store = new FlatStore(state);
      for (Slot slot : slots.values()) {
        NDArray own = slot.parameter().getArray();
        own.subi(own.duplicate());
        own.addi(store.getValue(slot.parameter(), manager.getDevice(), false));
      }
    }
  }

  /** Frees the network's memory, the block's arrays included. */
  @Override
  public void close() {
    manager.close();
  }

  private NDArray initial(Slot slot, IntFunction<SplittableRandom> streams) {
    Shape shape = slot.parameter().getShape();
    return switch (slot.parameter().getType()) {
      case GAMMA, RUNNING_VAR -> manager.ones(slot.stored(), type).reshape(-1);
      case WEIGHT -> {
        if (slot.kind() != Kind.WEIGHTS) {
          yield manager.zeros(slot.stored(), type).reshape(-1);
        }
        double deviation = Math.sqrt(2.0 * shape.get(0) / shape.size());
        SplittableRandom random = streams.apply(slot.index());
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (deviation * random.nextGaussian());
        }
        yield stored(slot, manager.create(values, shape).toType(type, false));
      }
      default -> manager.zeros(slot.stored(), type).reshape(-1);
    };
  }

  private static NDArray stored(Slot slot, NDArray value) {
    return (slot.permuted() ? value.transpose(0, 2, 3, 1) : value).reshape(-1);
  }

  private static Map<Kind, NDList> partsByKind() {
    Map<Kind, NDList> parts = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      parts.put(kind, new NDList());
    }
    return parts;
  }

  private NetworkState joined(Map<Kind, NDList> parts) {
    return new NetworkState(
        joined(parts.get(Kind.WEIGHTS)),
        joined(parts.get(Kind.OTHER)),
        joined(parts.get(Kind.STATISTICS)));
  }

  private NDArray joined(NDList parts) {
    NDArray joined =
        parts.isEmpty() ? manager.zeros(new Shape(0), type) : NDArrays.concat(parts).duplicate();
    parts.close();
    return joined;
  }

  private List<Layer> layersOf(List<Slot> weights, List<Slot> others) {
    Map<String, ConvolutionFacts> facts = ConvolutionFacts.of(block);
    Map<String, String> names = new LinkedHashMap<>();
    block.getParameters().forEach(named -> names.put(named.getValue().getId(), named.getKey()));
    Map<String, Long> offsetOfOther = offsets(others);
    Map<String, Long> offsets = offsets(weights);
    List<Layer> found = new ArrayList<>();
    for (Slot slot : weights) {
      Parameter parameter = slot.parameter();
      ConvolutionFacts fact = facts.getOrDefault(parameter.getId(), ConvolutionFacts.NONE);
      found.add(
          new Layer(
              names.get(parameter.getId()),
              Arrays.stream(parameter.getShape().getShape()).boxed().toList(),
              offsets.get(parameter.getId()),
              parameter.getShape().size(),
              fact.positions(),
              fact.groups(),
              fact.followers().stream().map(offsetOfOther::get).toList()));
    }
    return List.copyOf(found);
  }

  /** By parameter id, where each part begins in its kind's vector. */
  private static Map<String, Long> offsets(List<Slot> slots) {
    Map<String, Long> offsets = new LinkedHashMap<>();
    long offset = 0;
    for (Slot slot : slots) {
      offsets.put(slot.parameter().getId(), offset);
      offset += slot.stored().size();
    }
    return offsets;
  }

  private static long[] cutsBetween(List<Slot> slots) {
    long[] cuts = new long[Math.max(0, slots.size() - 1)];
    long end = 0;
    for (int i = 0; i < cuts.length; i++) {
      end += slots.get(i).stored().size();
      cuts[i] = end;
    }
    return cuts;
  }

  private static Kind kindOf(Parameter parameter) {
    return switch (parameter.getType()) {
      case RUNNING_MEAN, RUNNING_VAR -> Kind.STATISTICS;
      case WEIGHT -> parameter.getShape().dimension() >= 2 ? Kind.WEIGHTS : Kind.OTHER;
      default -> Kind.OTHER;
    };
  }

  private static void refuseEngineRandomness(Block block) {
    if (block instanceof Dropout) {
      throw new IllegalArgumentException(
          "Cannot train a network with ai.djl.nn.norm.Dropout: it draws from the engine's one random"
              + " generator, so a run would depend on its neighbours");
    }
    block.getChildren().values().forEach(PrunableNet::refuseEngineRandomness);
  }

  /** Answers a block's questions for its parameters with views of the vectors of one pass. */
  private final class FlatStore extends ParameterStore {
    private final Map<Kind, NDList> parts = new LinkedHashMap<>();

    FlatStore(NetworkState state) {
      super(manager, false);
      parts.put(Kind.WEIGHTS, state.weights().split(cuts.get(Kind.WEIGHTS)));
      parts.put(Kind.OTHER, state.other().split(cuts.get(Kind.OTHER)));
      parts.put(Kind.STATISTICS, state.statistics().split(cuts.get(Kind.STATISTICS)));
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      if (parameter == null) { // an optional bias that is not there
        return null;
      }
      Slot slot = slots.get(parameter.getId());
      return slot.view(parts.get(slot.kind()));
    }
  }
}
