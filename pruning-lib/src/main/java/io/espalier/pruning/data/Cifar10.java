package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CIFAR-10 (Krizhevsky, 2009), 32×32 colour images of ten classes, in its binary version: a folder
 * with {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code test_batch.bin}. The set as
 * published has 10,000 records a file; any other whole number is read alike.
 *
 * @param limit how many training images are used, the same number of each class: the first ones of
 *     each class, in the order of the files. A multiple of 10; 0 uses all. The test set is always
 *     whole
 */
public record Cifar10(int limit) implements ImageDataset {

  static final Cifar10 DEFAULTS = new Cifar10(0);

  private static final int CLASSES = 10;
  private static final int CHANNELS = 3;
  private static final int SIDE = 32;
  private static final List<String> TRAIN =
      IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
  private static final List<String> TEST = List.of("test_batch.bin");

  public Cifar10 {
    new Requirements()
        .that(
            limit >= 0 && limit % CLASSES == 0,
            "limit",
            limit,
            "a multiple of " + CLASSES + ", or 0 for all training images")
        .check();
  }

  @Override
  public boolean needsLocation() {
    return true;
  }

  @Override
  public ImageSet load(Storage storage, String location) throws IOException {
    if (storage.list(location).isEmpty()) {
      throw unreadable(
          location,
          "the folder is missing or empty, must hold "
              + String.join(", ", TRAIN)
              + " and "
              + String.join(", ", TEST));
    }
    List<String> problems = new ArrayList<>();
    List<LabelledFile> train = read(TRAIN, storage, location, problems);
    List<LabelledFile> test = read(TEST, storage, location, problems);
    if (problems.isEmpty()) {
      requireLimit(train, problems);
    }
    if (!problems.isEmpty()) {
      throw unreadable(location, String.join("; ", problems));
    }
    return new ImageSet(
        CHANNELS,
        SIDE,
        SIDE,
        CLASSES,
        new float[] {0.4914f, 0.4822f, 0.4465f},
        new float[] {0.2470f, 0.2435f, 0.2616f},
        LabelledFile.first(limit == 0 ? Integer.MAX_VALUE : limit / CLASSES, train, CLASSES),
        LabelledFile.first(Integer.MAX_VALUE, test, CLASSES));
  }

  private static DataException unreadable(String location, String reason) {
    return new DataException("Cannot read CIFAR-10 from " + location + ": " + reason);
  }

  private static List<LabelledFile> read(
      List<String> names, Storage storage, String location, List<String> problems)
      throws IOException {
    List<LabelledFile> files = new ArrayList<>();
    for (String name : names) {
      try (InputStream in = storage.open(Storage.in(location, name))) {
        LabelledFile file = new LabelledFile(in.readAllBytes(), CHANNELS * SIDE * SIDE);
        file.problem(CLASSES).ifPresent(problem -> problems.add(name + " " + problem));
        files.add(file);
      } catch (FileNotFoundException e) {
        problems.add(name + " is missing");
      }
    }
    return files;
  }

  private void requireLimit(List<LabelledFile> train, List<String> problems) {
    int[] found = LabelledFile.perClass(train, CLASSES);
    for (int label = 0; label < CLASSES; label++) {
      if (found[label] < limit / CLASSES) {
        problems.add(
            "limit %d takes %d images of each class, but class %d has %d"
                .formatted(limit, limit / CLASSES, label, found[label]));
      }
    }
  }
}
