// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.espalier.pruning.catalog.InvalidSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Maps the parameters of an initialised block to the vectors of a {@link NetworkState}. */
public final class FlatLayout {

  /** The three vectors. */
  enum Kind {
    WEIGHTS,
    OTHER,
    STATISTICS
  }

  /** The position of a parameter: part {@code index} of the vector of its kind. */
  record Slot(Parameter parameter, Kind kind, int index, Shape stored, boolean permuted) {
    NDArray view(NDList parts) {
      NDArray view = parts.get(index).reshape(stored);
      return permuted ? view.transpose(0, 3, 1, 2) : view;
    }

    /** Converts {@code value}, of the shape of the parameter, to its part of the flat vector. */
    NDArray part(NDArray value) {
      return (permuted ? value.transpose(0, 2, 3, 1) : value).reshape(-1);
    }
  }

  private final PrunableNet.Layout layout;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Map<Kind, List<Slot>> byKind = new LinkedHashMap<>();
  private final Map<Kind, long[]> cuts = new LinkedHashMap<>();

  /**
   * @throws InvalidSettings when the block uses a parameter twice
   */
  FlatLayout(Block block, PrunableNet.Layout layout) {
    this(block.getParameters().values(), Parameter::getShape, layout);
  }

  private FlatLayout(
      List<Parameter> parameters, Function<Parameter, Shape> shapes, PrunableNet.Layout layout) {
    this.layout = layout;
    for (Kind kind : Kind.values()) {
      byKind.put(kind, new ArrayList<>());
    }
    parameters.forEach(parameter -> place(parameter, shapes.apply(parameter)));
    byKind.forEach((kind, same) -> cuts.put(kind, cutsBetween(same)));
  }

  /**
   * The layout of the parameters in shorter vectors.
   *
   * @param shapes new shapes of the parameters that become smaller, by id
   */
  FlatLayout narrowed(Map<String, Shape> shapes) {
    return new FlatLayout(
        slots.values().stream().map(Slot::parameter).toList(),
        parameter -> shapes.getOrDefault(parameter.getId(), parameter.getShape()),
        layout);
  }

  private void place(Parameter parameter, Shape shape) {
    Kind kind = kindOf(parameter);
    boolean permuted = layout == PrunableNet.Layout.CHANNELS_LAST && shape.dimension() == 4;
    Shape stored =
        permuted ? new Shape(shape.get(0), shape.get(2), shape.get(3), shape.get(1)) : shape;
    List<Slot> same = byKind.get(kind);
    Slot slot = new Slot(parameter, kind, same.size(), stored, permuted);
    if (slots.put(parameter.getId(), slot) != null) {
      throw InvalidSettings.because(
          "Cannot prune a network that uses the parameter " + parameter.getName() + " twice");
    }
    same.add(slot);
  }

  /** All parameters, in the order of the block. */
  Collection<Slot> slots() {
    return slots.values();
  }

  /**
   * A parameter store that returns views of {@code state} for one pass. Parameters of
   * normalisations keep their type; all others are converted to the arithmetic of the pass.
   */
  ParameterStore store(NDManager manager, NetworkState state, Arithmetic arithmetic) {
    return new FlatStore(manager, state, arithmetic);
  }

  /** The prunable tensors of {@code block}, whose layout this is. */
  List<Layer> layers(Block block) {
    Map<String, ConvolutionFacts> facts = ConvolutionFacts.of(block);
    Map<String, String> names = new LinkedHashMap<>();
    block.getParameters().forEach(named -> names.put(named.getValue().getId(), named.getKey()));
    Map<String, Long> offsetOfOther = offsets(byKind.get(Kind.OTHER));
    Map<String, Long> offsets = offsets(byKind.get(Kind.WEIGHTS));
    Map<String, String> readers = new HashMap<>();
    for (ChannelLink link : ChannelLink.of(block)) {
      readers.put(link.writer().getId(), names.get(link.reader().getId()));
    }
    List<Layer> found = new ArrayList<>();
    for (Slot slot : byKind.get(Kind.WEIGHTS)) {
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
              fact.followers().stream().map(offsetOfOther::get).toList(),
              Optional.ofNullable(readers.get(parameter.getId()))));
    }
    return List.copyOf(found);
  }

  /** The tensors of the vector of other parameters, in its order. */
  List<OtherTensor> otherTensors() {
    List<OtherTensor> tensors = new ArrayList<>();
    long offset = 0;
    for (Slot slot : byKind.get(Kind.OTHER)) {
      tensors.add(new OtherTensor(roleOf(slot.parameter()), offset, slot.stored().size()));
      offset += slot.stored().size();
    }
    return List.copyOf(tensors);
  }

  private static OtherTensor.Role roleOf(Parameter parameter) {
    return switch (parameter.getType()) {
      case GAMMA, BETA -> OtherTensor.Role.NORMALISATION;
      case BIAS -> OtherTensor.Role.BIAS;
      default -> OtherTensor.Role.ELSE;
    };
  }

  /** By parameter id, the offset of each part in the vector of its kind. */
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

  private static boolean isNormalisations(Parameter parameter) {
    return switch (parameter.getType()) {
      case GAMMA, BETA, RUNNING_MEAN, RUNNING_VAR -> true;
      default -> false;
    };
  }

  private final class FlatStore extends ParameterStore {
    private final Map<Kind, NDList> parts = new LinkedHashMap<>();
    private final Arithmetic arithmetic;

    FlatStore(NDManager manager, NetworkState state, Arithmetic arithmetic) {
      super(manager, false);
      this.arithmetic = arithmetic;
      parts.put(
          Kind.WEIGHTS, arithmetic.begin().apply(state.weights()).split(cuts.get(Kind.WEIGHTS)));
      parts.put(Kind.OTHER, state.other().split(cuts.get(Kind.OTHER)));
      parts.put(Kind.STATISTICS, state.statistics().split(cuts.get(Kind.STATISTICS)));
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      if (parameter == null) { // an optional bias that the block does not have
        return null;
      }
      Slot slot = slots.get(parameter.getId());
      NDArray view = slot.view(parts.get(slot.kind()));
      return slot.kind() == Kind.OTHER && !isNormalisations(parameter)
          ? arithmetic.begin().apply(view)
          : view;
    }
  }
}
