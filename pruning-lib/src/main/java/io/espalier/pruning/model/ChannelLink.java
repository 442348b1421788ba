// SPDX-License-Identifier: Apache-2.0
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
 * A convolution whose output channels are read by exactly one layer: both are in a chain of blocks,
 * with only batch-norm and blocks without parameters between them, and neither is a grouped
 * convolution. Blocks without parameters are assumed not to mix channels, because their code is not
 * visible.
 *
 * @param writer the convolution's weight
 * @param along other parameters with one value per filter: its bias, and scale, shift and running
 *     statistics of the batch-norm between
 * @param reader the weight of a convolution or of a fully connected layer; the latter has one input
 *     for each pixel of a channel, consecutively
 */
record ChannelLink(Parameter writer, List<Parameter> along, Parameter reader) {
  ChannelLink {
    along = List.copyOf(along);
  }

  /** The number of output channels. */
  long channels() {
    return writer.getShape().get(0);
  }

  /** The number of inputs of the reader per channel. */
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

  /** The blocks of a chain, each of which reads the output of the previous one. */
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

  /** The weight of a layer whose outputs all depend on every input. */
  private static Optional<Parameter> weight(Block block) {
    boolean every =
        block instanceof Linear
            || (block instanceof Convolution convolution && isPlain(convolution));
    return every ? Optional.of(block.getDirectParameters().get("weight")) : Optional.empty();
  }

  private static boolean isPlain(Convolution convolution) {
    return convolution.getGroups() == 1;
  }
}
