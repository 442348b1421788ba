// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A folder of images with two subfolders, each with one folder per class. Classes and the images of
 * a class are numbered in the order of their names (by code unit). Files without the extension of a
 * {@link FileFormat}, empty files, and files in folders below those of the classes are left out,
 * with a note. Those that {@link VisibleFiles} hides are left out without.
 *
 * @param title name for messages
 */
record ClassFolders(String title, Storage storage, String location) {
  /** Maximum number of names in a message. */
  private static final int NAMED = 5;

  ClassFolders {
    storage = new VisibleFiles(storage);
  }

  /**
   * The files of both parts.
   *
   * @param train every image, or the first of each class
   * @param test every image
   * @param notes a line for each part with files that are left out
   */
  record Listings(Listing train, Listing test, List<String> notes) {}

  /**
   * Lists the files of both parts, without opening them.
   *
   * @param train name of the folder of the training images
   * @param test name of the folder of the test images
   * @param limit training images to use, the same number of each class, the first ones; 0 uses all
   * @throws DataException with all problems of the folders
   */
  Listings list(String train, String test, int limit) throws IOException {
    List<String> problems = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Map<String, Map<String, Long>> trainFiles = classes(train, problems, notes);
    Map<String, Map<String, Long>> testFiles = classes(test, problems, notes);
    if (!trainFiles.isEmpty() && !testFiles.isEmpty()) {
      require(without(trainFiles.keySet(), testFiles.keySet()), test, problems);
      require(without(testFiles.keySet(), trainFiles.keySet()), train, problems);
    }
    requireLimit(train, trainFiles, limit, problems);
    if (!problems.isEmpty()) {
      if (trainFiles.isEmpty() || testFiles.isEmpty()) {
        FoundInstead.of(KnownData.CLASS_FOLDERS, storage, location).ifPresent(problems::add);
      }
      throw new DataException(
          "Cannot read %s from %s: %s".formatted(title, location, String.join("; ", problems)));
    }
    int most = limit == 0 ? Integer.MAX_VALUE : limit / trainFiles.size();
    return new Listings(
        listing(train, trainFiles, most), listing(test, testFiles, Integer.MAX_VALUE), notes);
  }

  /** The images of each class, with their lengths. */
  private Map<String, Map<String, Long>> classes(
      String part, List<String> problems, List<String> notes) throws IOException {
    String folder = Storage.in(location, part);
    Storage.Contents contents = storage.contents(folder);
    Map<String, Map<String, Long>> classes = new TreeMap<>();
    LeftOut leftOut = new LeftOut();
    List<String> empty = new ArrayList<>();
    contents.lengths().keySet().forEach(name -> leftOut.add(LeftOut.Reason.BESIDE, name));
    for (String name : contents.folders()) {
      Storage.Contents files = storage.contents(Storage.in(folder, name));
      Map<String, Long> images = images(name, files, leftOut);
      leftOut.addBelow(storage, folder, below(name, files));
      if (images.isEmpty()) {
        LeftOut there = new LeftOut();
        images(name, files, there);
        there.addBelow(storage, folder, below(name, files));
        empty.add("%s (found %s)".formatted(name, there.found()));
      }
      classes.put(name, images);
    }
    if (contents.isEmpty()) {
      problems.add(
          "the folder %s is missing or empty, must contain one folder of images per class"
              .formatted(part));
    } else if (classes.isEmpty()) {
      problems.add(
          "the folder %s has no subfolder, must contain one folder of images per class (found %s)"
              .formatted(part, leftOut.found()));
    }
    if (!empty.isEmpty()) {
      problems.add(
          "%s has no image (%s) of %s".formatted(part, FileFormat.allExtensions(), named(empty)));
    }
    leftOut.line(folder).ifPresent(notes::add);
    return classes;
  }

  /** The images directly in the folder of a class, with their lengths. */
  private static Map<String, Long> images(String name, Storage.Contents files, LeftOut leftOut) {
    Map<String, Long> images = new TreeMap<>();
    files
        .lengths()
        .forEach(
            (file, length) -> {
              if (!FileFormat.isNamed(file)) {
                leftOut.add(LeftOut.Reason.EXTENSION, name + "/" + file);
              } else if (length == 0) {
                leftOut.add(LeftOut.Reason.EMPTY, name + "/" + file);
              } else {
                images.put(file, length);
              }
            });
    return images;
  }

  private static List<String> below(String name, Storage.Contents files) {
    return files.folders().stream().map(folder -> name + "/" + folder).toList();
  }

  private static void require(List<String> missing, String part, List<String> problems) {
    if (!missing.isEmpty()) {
      problems.add("%s has no folder for %s".formatted(part, named(missing)));
    }
  }

  private static List<String> without(Set<String> all, Set<String> some) {
    Set<String> others = new HashSet<>(some);
    return all.stream().filter(name -> !others.contains(name)).toList();
  }

  private static void requireLimit(
      String part, Map<String, Map<String, Long>> classes, int limit, List<String> problems) {
    if (limit == 0 || classes.isEmpty()) {
      return;
    }
    if (limit % classes.size() != 0) {
      problems.add(
          "limit %s does not divide evenly among classes, must be a multiple of %s"
              .formatted(limit, classes.size()));
      return;
    }
    int each = limit / classes.size();
    List<String> few =
        classes.entrySet().stream()
            .filter(entry -> entry.getValue().size() < each)
            .map(entry -> "%s (%s)".formatted(entry.getKey(), entry.getValue().size()))
            .toList();
    if (!few.isEmpty()) {
      problems.add(
          "limit %s takes %s images of each class, but %s has fewer of %s"
              .formatted(limit, each, part, named(few)));
    }
  }

  /** The first names, and the number of further ones. */
  static String named(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
  }

  private Listing listing(String part, Map<String, Map<String, Long>> classes, int most) {
    List<String> names = List.copyOf(classes.keySet());
    int total = classes.values().stream().mapToInt(images -> Math.min(most, images.size())).sum();
    Listing listing =
        new Listing(
            Storage.in(location, part), names, new int[total], new String[total], new long[total]);
    int at = 0;
    for (int label = 0; label < names.size(); label++) {
      Map<String, Long> images = classes.get(names.get(label));
      for (String name : images.keySet().stream().limit(most).toList()) {
        listing.labels()[at] = label;
        listing.names()[at] = name;
        listing.lengths()[at++] = images.get(name);
      }
    }
    return listing;
  }
}
