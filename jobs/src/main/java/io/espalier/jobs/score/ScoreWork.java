// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.data.DatasetCache;
import io.espalier.jobs.score.ImageFiles.LabelFrom;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a command scores: images, each with the tickets that score them. Made without Spark, so that
 * what is wrong is told before anything starts.
 *
 * @param parts the parts, at least one
 * @param notes lines for a user
 */
public record ScoreWork(List<Part> parts, List<String> notes) {
  private static final int NAMED = 5;

  /** Images of one source, and their tickets. */
  record Part(ImageSource images, List<ScoredTicket> tickets) {}

  public ScoreWork {
    parts = List.copyOf(parts);
    notes = List.copyOf(notes);
  }

  /**
   * Finds the images of a command.
   *
   * @param locations files, folders and patterns on any file system, and test sets of datasets:
   *     {@code cifar10:FOLDER}, or {@code shapes}, which has no folder. A test set has the settings
   *     of the runs of the tickets
   * @param isLabelled whether the folder of a file names its class
   * @throws IOException when a location has no image, a folder names no class, or a ticket is of
   *     another dataset than a test set
   */
  public static ScoreWork of(
      List<String> locations, boolean isLabelled, List<ScoredTicket> tickets, HadoopStorage storage)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (String location : locations) {
      Optional<String> dataset = datasetOf(location);
      if (dataset.isPresent()) {
        String folder = location.substring(Math.min(dataset.get().length() + 1, location.length()));
        parts.addAll(testSets(dataset.get(), folder, tickets, storage, notes));
      } else {
        files.add(location);
      }
    }
    if (!files.isEmpty()) {
      LabelFrom labels = isLabelled ? LabelFrom.FOLDER : LabelFrom.NOTHING;
      ImageSource images = ImageFiles.at(files, labels, storage);
      for (ScoredTicket ticket : tickets) {
        requireLabels(images, ticket);
      }
      parts.add(new Part(images, List.copyOf(tickets)));
    }
    return new ScoreWork(parts, notes);
  }

  /** The dataset that a location names; a folder of the same name is written {@code ./shapes}. */
  private static Optional<String> datasetOf(String location) {
    return Datasets.ALL.names().stream()
        .filter(name -> location.equals(name) || location.startsWith(name + ":"))
        .findFirst();
  }

  private static List<Part> testSets(
      String name,
      String folder,
      List<ScoredTicket> tickets,
      HadoopStorage storage,
      List<String> notes)
      throws IOException {
    Map<Choice<ImageDataset>, List<ScoredTicket>> settings = new LinkedHashMap<>();
    for (ScoredTicket ticket : tickets) {
      if (!ticket.dataset().name().equals(name)) {
        throw new IOException(
            "Cannot score the test set of %s with run %s: it was trained on %s"
                .formatted(name, ticket.key(), ticket.dataset().name()));
      }
      settings.computeIfAbsent(ticket.dataset(), choice -> new ArrayList<>()).add(ticket);
    }
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<Choice<ImageDataset>, List<ScoredTicket>> entry : settings.entrySet()) {
      Choice<ImageDataset> dataset = entry.getKey();
      if (dataset.value().needsLocation() && folder.isEmpty()) {
        throw new IOException(
            "Cannot find images: %s is a dataset without its folder, must be %s:FOLDER"
                .formatted(name, name));
      }
      TestSet test = new TestSet(dataset, storage.absolute(folder));
      parts.add(new Part(test.images(storage), entry.getValue()));
      String found = DatasetCache.SHARED.fingerprint(dataset, test.location(), storage);
      if (entry.getValue().stream().anyMatch(ticket -> !ticket.fingerprint().equals(found))) {
        notes.add(
            "The data of %s at %s are not those of every run: recorded accuracies are of other images"
                .formatted(dataset, folder));
      }
    }
    return parts;
  }

  private static void requireLabels(ImageSource images, ScoredTicket ticket) throws IOException {
    List<String> unknown =
        images.images().stream()
            .map(ImageSource.Image::label)
            .filter(label -> label != null)
            .distinct()
            .filter(label -> ticket.labelled(label).isEmpty())
            .sorted()
            .toList();
    if (!unknown.isEmpty()) {
      throw new IOException(
          "Cannot take labels from folders: %s name no class of run %s, which has %s"
              .formatted(named(unknown), ticket.key(), named(ticket.classNames())));
    }
  }

  private static String named(List<String> names) {
    String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
  }

  /** The number of rows of scores. */
  public long rows() {
    return parts.stream()
        .mapToLong(part -> (long) part.images().images().size() * part.tickets().size())
        .sum();
  }

  /** The scores, computed when they are used. */
  public Dataset<Row> scores(SparkSession spark, Scorer scorer, Scoring scoring) {
    ImageRows rows = new ImageRows(spark, scoring);
    return parts.stream()
        .map(part -> scorer.score(rows.of(part.images()), part.tickets(), scoring))
        .reduce(Dataset::union)
        .orElseThrow();
  }
}
