package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.engine.Autograd;
import io.espalier.pruning.engine.FirstPasses;
import io.espalier.pruning.engine.ForwardPass;
import io.espalier.pruning.engine.GraphGradient;
import io.espalier.pruning.model.FlatLayout.Kind;
import io.espalier.pruning.model.FlatLayout.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
public final class PrunableNet implements Network, AutoCloseable {

  /** How images and convolution weights lie in memory. */
  public enum Layout {
    /** Weights (output, row, column, input); the faster one on a CPU. */
    CHANNELS_LAST,
    /** Weights (output, input, row, column): DJL's own. */
    CHANNELS_FIRST
  }

  /** What batch-norm does in a forward pass. */
  public enum Mode {
    /** Normalises by the batch's own statistics, and moves the running ones towards them. */
    TRAINING,
    /** Uses the running statistics. */
    EVALUATION
  }

  /** What a pass is for: each has kernels of its own. */
  private enum Computation {
    EVALUATION,
    GRADIENT_IN_TRAINING_MODE,
    GRADIENT_IN_EVALUATION_MODE,
    HESSIAN_PRODUCT
  }

  /** All that the engine chooses kernels by. */
  private record Pass(Computation computation, FlatLayout layout, DataType type, Shape images) {}

  private final NDManager manager;
  private final Block block;
  private final Shape image;
  private final FlatLayout flat;
  private final List<Layer> layers;
  private final NDArray one;
  private final DataType type;
  private final Arithmetic arithmetic;
  private final FirstPasses firstPasses = new FirstPasses();

  /**
   * Initialises {@code block}, overwriting nothing but its own arrays.
   *
   * @param manager the parent of the network's memory, and its device
   * @param block uninitialised; belongs to this network from now on
   * @param image the shape of one image: channels, height, width
   * @param type of what convolutions and fully connected layers compute with: float32, float64 for
   *     tests of derivatives, or bfloat16. The network's vectors are float64 in float64, otherwise
   *     float32, and so are normalisations, logits, losses and gradients
   * @throws InvalidSettings when the block holds a layer that draws from the engine's random
   *     generator (dropout), which would make a run depend on its neighbours
   */
  public PrunableNet(NDManager manager, Block block, Shape image, DataType type, Layout layout) {
    this.manager = manager.newSubManager();
    this.block = block;
    this.image = image;
    this.type = type == DataType.BFLOAT16 ? DataType.FLOAT32 : type;
    refuseEngineRandomness(block);
    Autograd.off();
    block.setInitializer(Initializer.ZEROS, parameter -> true);
    block.initialize(this.manager, this.type, new Shape(1).addAll(image));
    block
        .getParameters()
        .values()
        .forEach(parameter -> parameter.getArray().setRequiresGradient(false));
    this.flat = new FlatLayout(block, layout);
    this.layers = flat.layers(block);
    this.one = this.manager.create(1).toType(this.type, false);
    this.arithmetic =
        type == DataType.BFLOAT16 ? Arithmetic.bfloat16(this.manager) : Arithmetic.AS_GIVEN;
  }

  /** The prunable tensors, in the order of the flat weights. */
  public List<Layer> layers() {
    return layers;
  }

  /**
   * Whether any network of this process has computed. From then on the engine's settings are fixed:
   * oneDNN reads its environment once, at its first operation.
   */
  public static boolean anyHasComputed() {
    return FirstPasses.haveBegun();
  }

  /** What the network's block is made of. */
  public Set<Operation> operations() {
    return Operation.of(block);
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
    return values() - statistics();
  }

  /** The number of batch-norm's running statistics. */
  public long statistics() {
    return flat.slots().stream()
        .filter(slot -> slot.kind() == Kind.STATISTICS)
        .mapToLong(slot -> slot.stored().size())
        .sum();
  }

  private long values() {
    return flat.slots().stream().mapToLong(slot -> slot.stored().size()).sum();
  }

  /** The shape of one image: channels, height, width. */
  public Shape image() {
    return image;
  }

  /** The memory and device of this network's vectors; closed with it. */
  public NDManager manager() {
    return manager;
  }

  FlatLayout layout() {
    return flat;
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
    for (Slot slot : flat.slots()) {
      parts.get(slot.kind()).add(initial(slot, streams));
    }
    return joined(parts);
  }

  /** The values that the block's own arrays hold, for instance after a saved model was loaded. */
  public NetworkState stateOfBlock() {
    Map<Kind, NDList> parts = partsByKind();
    for (Slot slot : flat.slots()) {
      parts.get(slot.kind()).add(slot.part(slot.parameter().getArray().stopGradient()));
    }
    return joined(parts);
  }

  /**
   * What computes the same under a mask that removes whole filters or channels, in less time: the
   * network without the channels that are of no use under it, where its form allows; else this
   * network. For states under that mask only. Its memory is this network's.
   *
   * @param weights the mask, float32, shape (n)
   * @param other that of the other parameters, float32, shape (o)
   */
  public Network compact(NDArray weights, NDArray other) {
    return CompactNet.of(this, weights, other);
  }

  @Override
  public NDArray evaluate(NetworkState state, NDArray images) {
    return evaluate(flat, state, images);
  }

  NDArray evaluate(FlatLayout layout, NetworkState state, NDArray images) {
    Autograd.off();
    return firstPasses.alone(
        pass(Computation.EVALUATION, layout, state, images),
        () -> logits(layout, state, images, Mode.EVALUATION, arithmeticOf(state)));
  }

  @Override
  public Gradient gradient(NetworkState state, NDArray images, UnaryOperator<NDArray> loss) {
    return gradient(state, images, loss, Mode.TRAINING);
  }

  /**
   * As {@link #gradient(NetworkState, NDArray, UnaryOperator)}, in a mode of choice.
   *
   * @param state may be float64 in any network, if all three vectors and the images are; the pass
   *     then computes in float64
   */
  public Gradient gradient(
      NetworkState state, NDArray images, UnaryOperator<NDArray> loss, Mode mode) {
    return gradient(flat, state, images, loss, mode);
  }

  Gradient gradient(
      FlatLayout layout,
      NetworkState state,
      NDArray images,
      UnaryOperator<NDArray> loss,
      Mode mode) {
    Computation computation =
        mode == Mode.TRAINING
            ? Computation.GRADIENT_IN_TRAINING_MODE
            : Computation.GRADIENT_IN_EVALUATION_MODE;
    return firstPasses.alone(
        pass(computation, layout, state, images),
        () -> Autograd.on(() -> gradientNow(layout, state, images, loss, mode)));
  }

  private Gradient gradientNow(
      FlatLayout layout,
      NetworkState state,
      NDArray images,
      UnaryOperator<NDArray> loss,
      Mode mode) {
    try (ForwardPass pass = new ForwardPass()) {
      state.weights().setRequiresGradient(true);
      state.other().setRequiresGradient(true);
      NDArray value =
          pass.result(() -> loss.apply(logits(layout, state, images, mode, arithmeticOf(state))));
      Autograd.backward(value, one);
      return new Gradient(
          value.stopGradient(), state.weights().getGradient(), state.other().getGradient());
    }
  }

  /**
   * H·v in training mode, for the Hessian H = ∂²loss/∂z² at fixed other parameters, exactly: the
   * gradient of (∂loss/∂z)·v. It costs two backward passes, the second through the first.
   *
   * <p>All of it is float64, whatever the network computes in: on some processors libtorch 2.7.1
   * differentiates float32 convolutions wrong the second time, without an error and always in the
   * same way (on an AMD EPYC in a virtual machine that hides the sizes of its caches, in batches
   * above 16 that are no multiple of 16, by 0.3 to 300 % a layer). Its float64 convolutions are
   * others, and right there. That takes three times as long as float32 does, and 1.6 times the
   * memory: 4 GB for 100 images of 32×32 in ResNet-18, on a CPU.
   *
   * @param state z and the other parameters, in any float type; its arrays stay as they are
   * @param images float, (batch, channels, height, width)
   * @param loss from float64 logits (batch, classes) to a scalar
   * @param vector v, float, shape (n)
   * @return H·v, float64, shape (n), an array of the caller's scope; not finite where H·v is not
   */
  public NDArray hessianProduct(
      NetworkState state, NDArray images, UnaryOperator<NDArray> loss, NDArray vector) {
    NetworkState leaves = state.inFloat64();
    NDArray seen = images.toType(DataType.FLOAT64, false);
    NDArray along = vector.toType(DataType.FLOAT64, false);
    return firstPasses.alone(
        pass(Computation.HESSIAN_PRODUCT, flat, leaves, seen),
        () -> Autograd.on(() -> hessianProductNow(leaves, seen, loss, along)));
  }

  private NDArray hessianProductNow(
      NetworkState leaves, NDArray seen, UnaryOperator<NDArray> loss, NDArray along) {
    try (ForwardPass pass = new ForwardPass();
        GraphGradient gradient = new GraphGradient(manager)) {
      leaves.weights().setRequiresGradient(true);
      NDArray value =
          pass.result(
              () -> loss.apply(logits(flat, leaves, seen, Mode.TRAINING, Arithmetic.AS_GIVEN)));
      Autograd.backward(gradient.of(value, leaves.weights()).mul(along).sum(), one);
      return leaves.weights().getGradient();
    }
  }

  private static Pass pass(
      Computation computation, FlatLayout layout, NetworkState state, NDArray images) {
    return new Pass(computation, layout, state.weights().getDataType(), images.getShape());
  }

  private Arithmetic arithmeticOf(NetworkState state) {
    return state.weights().getDataType() == type ? arithmetic : Arithmetic.AS_GIVEN;
  }

  private NDArray logits(
      FlatLayout layout, NetworkState state, NDArray images, Mode mode, Arithmetic in) {
    ParameterStore values = layout.store(manager, state, in);
    NDList begun = new NDList(in.begin().apply(images));
    NDList ended = block.forward(values, begun, mode == Mode.TRAINING);
    return in.end().apply(ended.singletonOrThrow());
  }

  /** Copies {@code state} into the block's own arrays, for {@code ai.djl.Model.save}. */
  public void export(NetworkState state) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      ParameterStore store = flat.store(manager, state, Arithmetic.AS_GIVEN);
      for (Slot slot : flat.slots()) {
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
        yield slot.part(manager.create(values, shape).toType(type, false));
      }
      default -> manager.zeros(slot.stored(), type).reshape(-1);
    };
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

  private static void refuseEngineRandomness(Block block) {
    if (block instanceof Dropout) {
      throw InvalidSettings.because(
          "Cannot train a network with ai.djl.nn.norm.Dropout: it uses the global random"
              + " generator, so results would depend on other runs");
    }
    block.getChildren().values().forEach(PrunableNet::refuseEngineRandomness);
  }
}
