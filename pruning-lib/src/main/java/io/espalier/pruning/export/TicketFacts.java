// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.google.gson.Gson;
import io.espalier.pruning.model.NetworkTensors;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the user of an exported file has to know of its network, as texts. */
final class TicketFacts {
  private static final String INPUT =
      "(batch, channels, height, width); pixels from 0 for black to 1 for white, less mean, divided"
          + " by deviation of each channel";

  private TicketFacts() {}

  /**
   * The facts of a network, by their names.
   *
   * @param written network that is written
   */
  static SortedMap<String, String> of(TicketNetwork written, NetworkTensors tensors) {
    Manifest manifest = written.manifest();
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("accuracy", Double.toString(manifest.accuracy()));
    facts.put("class_names", String.join("\n", manifest.namesOfClasses()));
    facts.put("classes", Integer.toString(manifest.classes()));
    facts.put("deviation", joined(manifest.deviation()));
    facts.put("image", joined(manifest.image()));
    facts.put("input", INPUT);
    facts.put("mean", joined(manifest.mean()));
    facts.put("model", manifest.model());
    facts.put("model_settings", new Gson().toJson(manifest.settings()));
    facts.put("parameters", Long.toString(written.parameters()));
    facts.put("weights_kept", Long.toString(manifest.kept()));
    if (manifest.view() != null) {
      facts.put("view", manifest.view().name().toLowerCase(Locale.ROOT));
    }
    if (manifest.precision() != null) {
      facts.put("trained_in", manifest.precision());
    }
    if (!written.kept().isEmpty()) {
      facts.put("kept_channels", new Gson().toJson(keptChannels(written, tensors)));
    }
    return facts;
  }

  /**
   * The remaining output channels of the convolutions that lost some, by the names of the tensors.
   */
  static SortedMap<String, List<Integer>> keptChannels(
      TicketNetwork written, NetworkTensors tensors) {
    SortedMap<String, List<Integer>> channels = new TreeMap<>();
    Map<String, List<Integer>> kept = written.kept();
    for (Pair<String, Parameter> named : written.net().block().getParameters()) {
      if (kept.containsKey(named.getKey())) {
        channels.put(tensors.names().get(named.getValue().getId()), kept.get(named.getKey()));
      }
    }
    return channels;
  }

  private static String joined(List<? extends Number> values) {
    return values.stream().map(Number::toString).collect(Collectors.joining(", "));
  }
}
