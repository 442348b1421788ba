// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The binary version of the CIFAR datasets (Krizhevsky, 2009): files of 32×32 colour images, each
 * after its labels. Published files have a fixed number of records; any number is accepted.
 *
 * @param title name for messages
 * @param known the dataset among others
 * @param train names of the training files, in order
 * @param test names of the test files, in order
 * @param layout layout of a record
 * @param classes number of classes
 * @param names name of the file with the names of the classes, one per line; the dataset can do
 *     without
 */
record CifarBinary(
    String title,
    KnownData known,
    List<String> train,
    List<String> test,
    LabelledFile.Layout layout,
    int classes,
    String names) {
  private static final int TRAIN = 50_000;
  private static final int TEST = 10_000;

  static final int CHANNELS = 3;
  static final int SIDE = 32;
  static final int IMAGE = CHANNELS * SIDE * SIDE;

  /**
   * Reads the whole set.
   *
   * @param limit number of training images to use, the same number of each class: the first ones of
   *     each, in the order of the files. A multiple of the number of classes; 0 uses all
   * @throws DataException with all problems of the folder
   */
  ImageSet load(Storage storage, String location, int limit, float[] mean, float[] deviation)
      throws IOException {
    Storage.Contents contents = new VisibleFiles(storage).contents(location);
    if (Stream.concat(train.stream(), test.stream())
        .noneMatch(name -> contents.lengths().containsKey(name))) {
      String found = FoundInstead.of(known, storage, location).map(hint -> "; " + hint).orElse("");
      throw unreadable(
          location,
          "the folder %s, must contain %s and %s%s"
              .formatted(
                  contents.isEmpty() ? "is missing or empty" : "has none of its files",
                  String.join(", ", train),
                  String.join(", ", test),
                  found));
    }
    List<String> problems = new ArrayList<>();
    List<LabelledFile> trainFiles = read(train, TRAIN / train.size(), storage, location, problems);
    List<LabelledFile> testFiles = read(test, TEST, storage, location, problems);
    if (problems.isEmpty()) {
      requireLimit(limit, trainFiles, problems);
    }
    if (!problems.isEmpty()) {
      throw unreadable(location, String.join("; ", problems));
    }
    return new ImageSet(
            CHANNELS,
            SIDE,
            SIDE,
            classes,
            mean,
            deviation,
            LabelledFile.first(
                limit == 0 ? Integer.MAX_VALUE : limit / classes, trainFiles, classes),
            LabelledFile.first(Integer.MAX_VALUE, testFiles, classes))
        .named(
            contents.lengths().containsKey(names)
                ? classNames(storage, location)
                : ImageSet.numbered(classes));
  }

  /** Numbers, too, where the file has not one line per class: no result depends on the names. */
  private List<String> classNames(Storage storage, String location) throws IOException {
    try (InputStream in = storage.open(Storage.in(location, names))) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .distinct()
              .toList();
      return lines.size() == classes ? lines : ImageSet.numbered(classes);
    }
  }

  private DataException unreadable(String location, String reason) {
    return new DataException("Cannot read %s from %s: %s".formatted(title, location, reason));
  }

  private List<LabelledFile> read(
      List<String> names, int published, Storage storage, String location, List<String> problems)
      throws IOException {
    List<LabelledFile> files = new ArrayList<>();
    for (String name : names) {
      try (InputStream in = storage.open(Storage.in(location, name))) {
        LabelledFile file = new LabelledFile(in.readAllBytes(), layout);
        file.problem(classes, published).ifPresent(problem -> problems.add(name + " " + problem));
        files.add(file);
      } catch (FileNotFoundException e) {
        problems.add(name + " is missing");
      }
    }
    return files;
  }

  private void requireLimit(int limit, List<LabelledFile> files, List<String> problems) {
    int[] found = LabelledFile.perClass(files, classes);
    List<String> few =
        IntStream.range(0, classes)
            .filter(label -> found[label] < limit / classes)
            .mapToObj(label -> "class %s (%s)".formatted(label, found[label]))
            .toList();
    if (!few.isEmpty()) {
      problems.add(
          "limit %s takes %s images of each class, but there are fewer of %s"
              .formatted(limit, limit / classes, ClassFolders.named(few)));
    }
  }
}
