// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.jobs.plan.Descent;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.store.EpochRow;
import io.espalier.jobs.store.LayerRow;
import io.espalier.jobs.store.RunArtifacts;
import io.espalier.jobs.store.RunIdentity;
import io.espalier.jobs.store.RunResult;
import io.espalier.pruning.method.DistortionCurve;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.trial.LayerResult;
import io.espalier.pruning.trial.TrialResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Converts the result of a run to rows of the tables. */
record RunRows(RunNode node) {

  RunIdentity identity() {
    RunSpec spec = node.spec();
    return new RunIdentity(
        node.key().hex(),
        spec.dataset().name(),
        spec.fingerprint(),
        spec.model().name(),
        spec.structure().toString(),
        spec.method().name(),
        spec.method().variant(),
        spec.setting(),
        node.descent().map(Descent::denseVariant).orElse(null),
        settings(),
        spec.seed(),
        spec.sparsity().share(),
        node.descent().map(Descent::denseKey).map(RunKey::hex).orElse(null),
        node.parentKey().map(RunKey::hex).orElse(null),
        node.scores().stream().findFirst().map(RunKey::hex).orElse(null));
  }

  RunResult result(TrialResult trial) {
    return new RunResult(
        1 - (double) trial.kept() / trial.prunable(),
        trial.kept(),
        trial.prunable(),
        trial.groups(),
        trial.groupsKept(),
        trial.test().accuracy(),
        trial.test().top5(),
        trial.test().loss(),
        trial.parameters(),
        trial.parametersKept(),
        trial.macs().dense(),
        trial.macs().kept());
  }

  RunArtifacts artifacts(TrialResult trial) {
    return new RunArtifacts(trial.weights(), trial.mask());
  }

  /** The seconds of an epoch are those that the method took since the previous epoch. */
  List<EpochRow> epochs(List<EpochReport> reports) {
    return IntStream.range(0, reports.size())
        .mapToObj(
            i -> {
              EpochReport report = reports.get(i);
              double before = i == 0 ? 0 : reports.get(i - 1).cost().seconds();
              return new EpochRow(
                  node.key().hex(),
                  report.phase(),
                  report.epoch(),
                  report.epochs(),
                  report.cost().passes(),
                  report.trainLoss(),
                  report.test().loss(),
                  report.test().accuracy(),
                  report.cost().seconds() - before);
            })
        .toList();
  }

  List<LayerRow> layers(List<LayerResult> layers) {
    return IntStream.range(0, layers.size())
        .mapToObj(
            i -> {
              LayerResult result = layers.get(i);
              Layer layer = result.sparsity().layer();
              return new LayerRow(
                  node.key().hex(),
                  i,
                  layer.name(),
                  layer.shape().stream().map(String::valueOf).collect(Collectors.joining("x")),
                  layer.size(),
                  result.sparsity().kept(),
                  result.pqIndex().isPresent() ? result.pqIndex().getAsDouble() : null,
                  result.distortion().map(RunRows::json).orElse(null));
            })
        .toList();
  }

  /** {@code [[0,0.0],[12,0.25]]}. */
  private static String json(DistortionCurve curve) {
    return curve.points().stream()
        .map(point -> "[%s,%s]".formatted(point.removed(), point.distortion()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String settings() {
    RunSpec spec = node.spec();
    Map<String, Object> all =
        new TreeMap<>(
            Map.of(
                "dataset", spec.dataset().allSettings(),
                "model", spec.model().allSettings(),
                "precision", spec.precision().toString(),
                "method", spec.method().allSettings()));
    if (!spec.data().value().keepsAll()) {
      all.put("data_pruning", spec.data().allSettings());
    }
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build()
          .writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the settings of " + spec, e);
    }
  }
}
