// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.reproduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.jobs.plan.Descent;
import io.espalier.jobs.plan.Origin;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.store.RunIdentity;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.Suggestions;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.method.PruningMethod.Start;
import io.espalier.pruning.method.Scorings;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What decided a run, made again from the columns of its row. The key of the row proves it: the
 * hash of what was made again must be that key.
 *
 * @param identity the columns of the row that name the run
 */
public record RecordedRun(RunIdentity identity) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The run of a row. */
  public static RecordedRun of(RunRow row) {
    return new RecordedRun(row.identity());
  }

  /**
   * The run, ready to be run.
   *
   * @throws Irreproducible naming every value that is missing, unknown to this version or
   *     contradicts the key
   */
  public RunNode node() throws Irreproducible {
    RunSpec spec = spec();
    List<RunKey> scores =
        Optional.ofNullable(identity.scoresKey()).map(RunKey::new).stream().toList();
    List<RunKey> startsFrom =
        Stream.concat(
                Optional.ofNullable(identity.parentKey()).map(RunKey::new).stream(),
                scores.stream())
            .toList();
    RunKey key = RunKey.of(spec, startsFrom);
    if (!key.hex().equals(identity.key())) {
      throw new Irreproducible(identity.key(), new Contradiction(identity, spec, key).text());
    }
    return new RunNode(key, spec, origin(spec.method()), scores);
  }

  private Origin origin(Choice<PruningMethod> method) throws Irreproducible {
    if (identity.parentKey() == null) {
      return new Origin.Initialization();
    }
    if (identity.denseKey() == null && method.value().start() == Start.OTHER_MASK) {
      return new Origin.OtherMask(new RunKey(identity.parentKey()));
    }
    if (identity.denseKey() == null) {
      throw new Irreproducible(identity.key(), "its row has a parent_key, but no dense_key");
    }
    return new Descent(
        new RunKey(identity.denseKey()), identity.denseVariant(), new RunKey(identity.parentKey()));
  }

  private RunSpec spec() throws Irreproducible {
    List<String> problems = new ArrayList<>();
    JsonNode settings = settings(problems);
    Optional<RunSpec> spec =
        spec(
            choice(Datasets.ALL, "dataset", identity.dataset(), settings, problems),
            choice(Architectures.ALL, "model", identity.model(), settings, problems),
            precision(settings, problems),
            structure(problems),
            choice(methods(), "method", identity.method(), settings, problems),
            dataPruning(settings, problems));
    if (!problems.isEmpty()) {
      throw new Irreproducible(identity.key(), String.join("; ", problems));
    }
    return spec.orElseThrow();
  }

  private Optional<RunSpec> spec(
      Optional<Choice<ImageDataset>> dataset,
      Optional<Choice<Architecture>> model,
      Optional<Precision> precision,
      Optional<Granularity> structure,
      Optional<Choice<PruningMethod>> method,
      Optional<Choice<DataPruning>> data) {
    if (dataset.isEmpty()
        || model.isEmpty()
        || precision.isEmpty()
        || structure.isEmpty()
        || method.isEmpty()
        || data.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RunSpec(
            dataset.get(),
            identity.datasetFingerprint(),
            model.get(),
            precision.get(),
            structure.get(),
            method.get(),
            new Sparsity(identity.sparsityTarget()),
            identity.seed(),
            data.get()));
  }

  private Catalog<PruningMethod> methods() {
    return Scorings.ALL.names().contains(identity.method()) ? Scorings.ALL : Methods.ALL;
  }

  private static Optional<Choice<DataPruning>> dataPruning(
      JsonNode settings, List<String> problems) {
    JsonNode written = settings.path("data_pruning");
    if (written.isMissingNode()) {
      return Optional.of(DataPruning.NONE);
    }
    Map<String, Object> values = JSON.convertValue(written, new TypeReference<>() {});
    try {
      return Optional.of(DataPruning.chosen(values));
    } catch (InvalidSettings e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  private JsonNode settings(List<String> problems) {
    try {
      return JSON.readTree(identity.settings());
    } catch (JsonProcessingException e) {
      problems.add("its settings are not valid JSON");
      return JSON.createObjectNode();
    }
  }

  private <T> Optional<Choice<T>> choice(
      Catalog<T> catalog, String kind, String name, JsonNode settings, List<String> problems) {
    JsonNode written = settings.path(kind);
    if (!written.isObject()) {
      problems.add("its settings lack those of its %s".formatted(kind));
      return Optional.empty();
    }
    Map<String, Object> values = JSON.convertValue(written, new TypeReference<>() {});
    try {
      return Optional.of(catalog.choose(name, values));
    } catch (InvalidSettings e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  /** Rows that are older than this setting are of float32. */
  private static Optional<Precision> precision(JsonNode settings, List<String> problems) {
    String name = settings.path("precision").asText(Precision.FLOAT32.toString());
    Optional<Precision> precision = Precision.named(name);
    if (precision.isEmpty()) {
      problems.add(Suggestions.unknown("precision", name, Precision.KNOWN));
    }
    return precision;
  }

  private Optional<Granularity> structure(List<String> problems) {
    Optional<Granularity> structure = Granularity.named(identity.structure());
    if (structure.isEmpty()) {
      problems.add(Suggestions.unknown("structure", identity.structure(), Granularity.KNOWN));
    }
    return structure;
  }
}
