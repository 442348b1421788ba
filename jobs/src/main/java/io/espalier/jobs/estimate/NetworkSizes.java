// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunNode;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.data.ImageFormat;
import io.espalier.pruning.engine.EngineUnavailable;
import io.espalier.pruning.engine.Libtorch;
import io.espalier.pruning.measure.NetworkSize;
import io.espalier.pruning.model.Architecture;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sizes of the networks and data of a graph, known before anything runs. */
public final class NetworkSizes {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkSizes.class);

  private record Network(Choice<Architecture> model, ImageFormat images) {}

  private final Map<Network, Optional<NetworkSize>> sizes = new HashMap<>();

  private NetworkSizes() {}

  /**
   * The sizes by setting. Builds each network once, which starts the engine; skips networks that
   * cannot be built, with a warning. Without an engine, there are none.
   *
   * @param trainImages number of training images of the datasets that were read
   * @param formats image formats of these and of datasets with a published format
   */
  public static Map<String, SettingFacts> of(
      RunGraph graph,
      Map<Choice<ImageDataset>, Integer> trainImages,
      Map<Choice<ImageDataset>, ImageFormat> formats) {
    try {
      Libtorch.started();
    } catch (EngineUnavailable e) {
      LOG.warn("Cannot determine the sizes of networks: {}", e.getMessage());
      return Map.of();
    }
    NetworkSizes settings = new NetworkSizes();
    Map<String, SettingFacts> facts = new LinkedHashMap<>();
    for (RunNode node : graph.nodes()) {
      Choice<ImageDataset> dataset = node.spec().dataset();
      if (formats.containsKey(dataset) && !facts.containsKey(node.spec().setting())) {
        Integer images = trainImages.get(dataset);
        settings
            .sizes
            .computeIfAbsent(
                new Network(node.spec().model(), formats.get(dataset)), NetworkSizes::measured)
            .map(
                size ->
                    new SettingFacts(
                        size, images == null ? OptionalInt.empty() : OptionalInt.of(images)))
            .ifPresent(known -> facts.put(node.spec().setting(), known));
      }
    }
    return facts;
  }

  private static Optional<NetworkSize> measured(Network network) {
    try {
      return Optional.of(NetworkSize.of(network.model().value(), network.images()));
    } catch (InvalidSettings e) {
      LOG.warn("Cannot determine the size of {}: {}", network.model(), e.getMessage());
      return Optional.empty();
    }
  }
}
