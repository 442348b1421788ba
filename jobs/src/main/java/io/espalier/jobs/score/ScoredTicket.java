// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.score.TicketInput;
import io.espalier.pruning.storage.Reason;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A ticket to score with, as its run and its manifest describe it.
 *
 * @param key key of the run
 * @param folder location of the ticket
 * @param input input of its network
 * @param precision precision of its run
 * @param classNames names of the classes, by class index
 * @param dataset dataset of its run, with its settings
 * @param fingerprint fingerprint of the content of the dataset
 * @param weights number of prunable weights of its network
 */
public record ScoredTicket(
    String key,
    String folder,
    TicketInput input,
    Precision precision,
    List<String> classNames,
    Choice<ImageDataset> dataset,
    String fingerprint,
    long weights)
    implements Serializable {

  public ScoredTicket {
    classNames = List.copyOf(classNames);
  }

  /**
   * The ticket of a run. What the manifest of an older ticket does not say, its row does: the view
   * is that of the dataset.
   *
   * @throws IOException when the ticket is incomplete or cannot be used here
   */
  public static ScoredTicket of(RunRow run, Storage storage) throws IOException {
    String key = run.identity().key();
    String weights = run.artifacts().weightsUri();
    if (weights == null) {
      throw unusable(key, "its row names no weights");
    }
    String folder = weights.substring(0, weights.lastIndexOf('/'));
    List<String> missing = new TicketFolder(storage, folder).missing();
    if (!missing.isEmpty()) {
      throw unusable(key, "%s has no %s".formatted(folder, String.join(", ", missing)));
    }
    try {
      Manifest manifest = Manifest.read(storage, folder);
      JsonNode settings = new JsonMapper().readTree(run.identity().settings());
      Choice<ImageDataset> dataset = dataset(run.identity().dataset(), settings);
      TicketInput input = TicketInput.of(manifest);
      String precision =
          manifest.precision() == null
              ? settings.path("precision").asText(Precision.FLOAT32.toString())
              : manifest.precision();
      return new ScoredTicket(
          key,
          folder,
          manifest.view() == null ? input.seenAs(dataset.value().testView()) : input,
          Precision.named(precision)
              .orElseThrow(() -> new IOException("unknown precision " + precision)),
          manifest.namesOfClasses(),
          dataset,
          run.identity().datasetFingerprint(),
          run.result().prunable());
    } catch (IOException | InvalidSettings e) {
      throw unusable(key, e instanceof IOException io ? Reason.of(io) : e.getMessage());
    }
  }

  private static Choice<ImageDataset> dataset(String name, JsonNode settings)
      throws JsonProcessingException {
    @SuppressWarnings("unchecked") // an object of JSON
    Map<String, Object> own = new JsonMapper().treeToValue(settings.path("dataset"), Map.class);
    return Datasets.ALL.choose(name, own == null ? Map.of() : own);
  }

  private static IOException unusable(String key, String reason) {
    return new IOException("Cannot use the ticket of run %s: %s".formatted(key, reason));
  }

  /**
   * The class that a label names: one of that name or, where no name is a number, of that index.
   */
  public Optional<Integer> labelled(String label) {
    int named = classNames.indexOf(label);
    if (named >= 0) {
      return Optional.of(named);
    }
    boolean areNumbered = classNames.stream().anyMatch(name -> name.matches("[0-9]+"));
    return areNumbered || !label.matches("[0-9]{1,9}")
        ? Optional.empty()
        : Optional.of(Integer.parseInt(label)).filter(index -> index < classNames.size());
  }
}
