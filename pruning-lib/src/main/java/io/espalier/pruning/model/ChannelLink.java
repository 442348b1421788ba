package io.espalier.pruning.model;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A convolution whose output channels one layer reads and nothing else: one behind the other in a
 * chain of blocks, with nothing between but batch-norm and blocks without parameters. Neither is a
 * grouped convolution. That a block without parameters keeps channels apart is presumed: its code
 * cannot be seen.
 *
 * @param writer the convolution's weight
 * @param along what else has one value for each of its filters: its bias, and scale, shift and
 *     running statistics of the batch-norm between
 * @param reader the weight of a convolution or of a fully connected layer; of the latter's inputs,
 *     each channel has as many as it has pixels, which follow one another
 */
record ChannelLink(Parameter writer, List<Parameter> along, Parameter reader) {
  ChannelLink {
    along = List.copyOf(along);
  }

  /** The number of output channels. */
  long channels() {
    return writer.getShape().get(0);
  }

  /** The number of the reader's inputs for each of them. */
  long pixels() {
    return reader.getShape().get(1) / channels();
  }

  /** All links in an initialised block. */
  static List<ChannelLink> of(Block block) {
    List<ChannelLink> links = new ArrayList<>();
    List<Block> chain = chain(block).toList();
    for (int i = 0; i < chain.size(); i++) {
      Block next = chain.get(i);
      if (next instanceof Convolution writer && weight(writer).isPresent()) {
        from(writer, chain.subList(i + 1, chain.size())).ifPresent(links::add);
      }
      next.getChildren().values().forEach(branch -> links.addAll(of(branch)));
    }
    return links;
  }

  /** The blocks that see one another's outputs in turn. */
  private static Stream<Block> chain(Block block) {
    return block instanceof SequentialBlock
        ? block.getChildren().values().stream().flatMap(ChannelLink::chain)
        : Stream.of(block);
  }

  private static Optional<ChannelLink> from(Convolution writer, List<Block> behind) {
    List<Parameter> along = new ArrayList<>(writer.getDirectParameters().values());
    Parameter own = weight(writer).orElseThrow();
    along.remove(own);
    for (Block next : behind) {
      Optional<Parameter> reader = weight(next);
      if (reader.isPresent()) {
        return Optional.of(new ChannelLink(own, along, reader.get())).filter(ChannelLink::fits);
      }
      if (!(next instanceof BatchNorm) && !isWithoutParameters(next)) {
        return Optional.empty();
      }
      along.addAll(next.getDirectParameters().values());
    }
    return Optional.empty();
  }

  private boolean fits() {
    return reader.getShape().get(1) % channels() == 0
        && along.stream().allMatch(parameter -> parameter.getShape().size() == channels());
  }

  private static boolean isWithoutParameters(Block block) {
    return block.getChildren().isEmpty() && block.getParameters().isEmpty();
  }

  /** Of a layer whose every output depends on every input. */
  private static Optional<Parameter> weight(Block block) {
    boolean every =
        block instanceof Linear
            || (block instanceof Convolution convolution && isPlain(convolution));
    return every ? Optional.of(block.getDirectParameters().get("weight")) : Optional.empty();
  }

  private static boolean isPlain(Convolution convolution) {
    long channels = convolution.getInputShapes()[0].get(1);
    return convolution.getDirectParameters().get("weight").getShape().get(1) == channels;
  }
}
