// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.engine.Autograd;
import io.espalier.pruning.engine.FirstPasses;
import io.espalier.pruning.engine.ForwardPass;
import io.espalier.pruning.engine.GraphGradient;
import io.espalier.pruning.engine.Overwrite;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.model.FlatLayout.Kind;
import io.espalier.pruning.model.FlatLayout.Slot;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * Runs any unchanged DJL block on views of flat vectors.
 *
 * <p>The network itself holds no values: each pass takes the vectors to use. They are passed to the
 * block by the {@link ParameterStore}, which a block queries for its parameters, so one backward
 * pass yields one flat gradient, and masking is one multiplication. The weights of convolutions and
 * fully connected layers (parameters of type WEIGHT with two or more dimensions) are prunable;
 * biases and batch-norm never are.
 *
 * <p>Not thread-safe; networks of different threads are independent.
 */
public final class PrunableNet implements Network, AutoCloseable {

  /** The memory layout of images and convolution weights. */
  public enum Layout {
    /** Weights (output, row, column, input); faster on a CPU. */
    CHANNELS_LAST,
    /** Weights (output, input, row, column): the layout of DJL. */
    CHANNELS_FIRST
  }

  /** The mode of batch-norm in a forward pass. */
  public enum Mode {
    /** Normalises by the statistics of the batch, and updates the running statistics. */
    TRAINING,
    /** Uses the running statistics. */
    EVALUATION
  }

  /** The kinds of passes, each of which has its own kernels. */
  private enum Computation {
    EVALUATION,
    FEATURES,
    STATISTICS,
    GRADIENT_IN_TRAINING_MODE,
    GRADIENT_IN_EVALUATION_MODE,
    HESSIAN_PRODUCT
  }

  /** Everything that determines the kernels of a pass. */
  private record Pass(Computation computation, FlatLayout layout, DataType type, Shape images) {}

  /** The host reads a vector of float32 as one buffer. */
  private static final long MOST_WEIGHTS = Integer.MAX_VALUE / Float.BYTES;

  private final NDManager manager;
  private final Block block;
  private final Shape image;
  private final FlatLayout flat;
  private final List<Layer> layers;
  private final NDArray one;
  private final DataType type;
  private final Arithmetic arithmetic;
  private final Residence residence;
  private final FirstPasses firstPasses = new FirstPasses();

  /**
   * Initialises {@code block}, changing only its own arrays.
   *
   * @param manager parent of the memory of the network, and its device
   * @param block uninitialised block; owned by this network from now on
   * @param image the shape of one image: channels, height, width
   * @param type data type of convolutions and fully connected layers: float32, float64 for tests of
   *     derivatives, or bfloat16. The network's vectors are float64 in float64, otherwise float32,
   *     and so are normalisations, logits, losses and gradients
   * @throws InvalidSettings when the block contains a layer that uses the random generator of the
   *     engine (dropout), which would make results depend on other runs, or has more weights than a
   *     buffer can hold
   */
  public PrunableNet(NDManager manager, Block block, Shape image, DataType type, Layout layout) {
    this(manager, block, image, type, layout, Residence.of(manager.getDevice()));
  }

  /**
   * Initialises {@code block} as above.
   *
   * @param residence where batches and masks for this network are prepared
   */
  public PrunableNet(
      NDManager manager,
      Block block,
      Shape image,
      DataType type,
      Layout layout,
      Residence residence) {
    this.residence = residence;
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
    requireFits(prunable());
    this.one = this.manager.create(1).toType(this.type, false);
    this.arithmetic =
        type == DataType.BFLOAT16 ? Arithmetic.bfloat16(this.manager) : Arithmetic.AS_GIVEN;
  }

  static void requireFits(long weights) {
    if (weights > MOST_WEIGHTS) {
      throw InvalidSettings.because(
          "Cannot prune a network of %s weights: one vector holds them all, of at most %s; choose a smaller width"
              .formatted(weights, MOST_WEIGHTS));
    }
  }

  /** The prunable tensors, in the order of the flat weights. */
  public List<Layer> layers() {
    return layers;
  }

  /** The tensors that are never pruned, in the order of their vector. */
  public List<OtherTensor> otherTensors() {
    return flat.otherTensors();
  }

  /**
   * Whether any network of this process has computed. From then on the settings of the engine are
   * fixed, because oneDNN reads its environment once, at its first operation.
   */
  public static boolean anyHasComputed() {
    return FirstPasses.haveStarted();
  }

  /** The operations of the block. */
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

  /** The number of all trainable parameters, without running statistics of batch-norm. */
  public long parameters() {
    return values() - statistics();
  }

  /** The number of running statistics of batch-norm. */
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

  /** The manager of the vectors of this network, which defines their device; closed with it. */
  public NDManager manager() {
    return manager;
  }

  /** Where batches and masks for this network are prepared. */
  public Residence residence() {
    return residence;
  }

  FlatLayout layout() {
    return flat;
  }

  /** The block, with the values last {@linkplain #export exported} to it. */
  public Block block() {
    return block;
  }

  /**
   * The untrained network of a seed, with the values of He et al. 2015: normal weights of variance
   * 2 / fan-in. They depend on neither the layout nor the engine.
   *
   * @param streams the generator for the i-th prunable tensor
   */
  public NetworkState initialState(IntFunction<SplittableRandom> streams) {
    HeInitialization values = new HeInitialization(manager, type, streams);
    return new FlatVectors(manager, type).of(flat, values::of);
  }

  /** The values in the arrays of the block, for example after loading a saved model. */
  public NetworkState stateOfBlock() {
    return new FlatVectors(manager, type)
        .of(flat, slot -> slot.part(slot.parameter().getArray().stopGradient()));
  }

  /**
   * A network that computes the same as this one under a mask that removes whole filters or
   * channels, in less time: without the channels that have no effect, if the architecture allows;
   * otherwise this network. Only for states under that mask. Its memory is owned by this network.
   *
   * @param weights the mask, float32, shape (n)
   * @param other mask of the other parameters, float32, shape (o)
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

  /**
   * The features of images: what the last layer of the network reads, in evaluation mode.
   *
   * @param state values; the weights are used unchanged
   * @param images float, (batch, channels, height, width)
   * @return shape (batch, features), owned by the scope of the caller
   * @throws InvalidSettings when the network does not end with a fully connected layer
   */
  public NDArray features(NetworkState state, NDArray images) {
    requireFeatures();
    Autograd.off();
    return firstPasses.alone(
        pass(Computation.FEATURES, flat, state, images),
        () -> {
          Arithmetic in = arithmeticOf(state);
          ParameterStore values = flat.store(manager, state, in);
          NDList read = headInput(block, values, new NDList(in.begin().apply(images)));
          return in.end().apply(read.singletonOrThrow());
        });
  }

  /**
   * Does nothing if the network has features.
   *
   * @throws InvalidSettings when the network does not end with a fully connected layer
   */
  public void requireFeatures() {
    Block last = block;
    while (last instanceof SequentialBlock && !last.getChildren().isEmpty()) {
      last = last.getChildren().valueAt(last.getChildren().size() - 1);
    }
    if (!(last instanceof Linear)) {
      throw InvalidSettings.because(
          "Cannot take the features of a network whose last layer is %s, must be a fully connected"
                  .formatted(last.getClass().getName())
              + " layer (ai.djl.nn.core.Linear); score images by el2n or forgetting instead");
    }
  }

  private static NDList headInput(Block block, ParameterStore values, NDList read) {
    if (block instanceof Linear) {
      return read;
    }
    List<Block> children = block.getChildren().values();
    NDList current = read;
    for (Block child : children.subList(0, children.size() - 1)) {
      current = child.forward(values, current, false);
    }
    return headInput(children.get(children.size() - 1), values, current);
  }

  @Override
  public void updateStatistics(NetworkState state, NDArray images) {
    updateStatistics(flat, state, images);
  }

  void updateStatistics(FlatLayout layout, NetworkState state, NDArray images) {
    Autograd.off();
    firstPasses.alone(
        pass(Computation.STATISTICS, layout, state, images),
        () -> logits(layout, state, images, Mode.TRAINING, arithmeticOf(state)));
  }

  @Override
  public Gradient gradient(NetworkState state, NDArray images, UnaryOperator<NDArray> loss) {
    return gradient(state, images, loss, Mode.TRAINING);
  }

  /**
   * As {@link #gradient(NetworkState, NDArray, UnaryOperator)}, in a given mode.
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
   * The exact product H·v in training mode, for the Hessian H = ∂²loss/∂z² with the other
   * parameters fixed, computed as the gradient of (∂loss/∂z)·v. It costs two backward passes, the
   * second one through the first.
   *
   * <p>Computed in float64, whatever the precision of the network: on some processors, the second
   * derivative of float32 convolutions in libtorch 2.7.1 is incorrect, deterministically and
   * without an error (on an AMD EPYC in a virtual machine that hides cache sizes, for batches above
   * 16 that are not a multiple of 16, by 0.3 to 300 % per layer). float64 uses other kernels, which
   * are correct there. It takes three times as long as float32, and 1.6 times the memory: 4 GB for
   * 100 images of 32×32 in ResNet-18, on a CPU.
   *
   * @param state z and the other parameters, in any float type; its arrays are not changed
   * @param images float, (batch, channels, height, width)
   * @param loss function from float64 logits (batch, classes) to a scalar
   * @param vector v, float, shape (n)
   * @return H·v, float64, shape (n), an array of the scope of the caller; not finite where H·v is
   *     not
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

  /** Copies {@code state} to the arrays of the block, for {@code ai.djl.Model.save}. */
  public void export(NetworkState state) {
    try (NDScope scope = new NDScope();
        Overwrite overwrite = new Overwrite(manager)) {
      scope.suppressNotUsedWarning();
      ParameterStore store = flat.store(manager, state, Arithmetic.AS_GIVEN);
      for (Slot slot : flat.slots()) {
        NDArray value = store.getValue(slot.parameter(), manager.getDevice(), false);
        overwrite.with(slot.parameter().getArray(), value);
      }
    }
  }

  /** Frees the memory of the network, including the arrays of the block. */
  @Override
  public void close() {
    manager.close();
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
