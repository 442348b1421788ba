// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of {@link TinyImageNet}.
 *
 * @param classes names of the classes
 * @param train training images, in the order of classes and names
 * @param test test images, in the order of names
 * @param notes a line for each part with files that are left out
 */
record TinyImageNetFiles(
    List<String> classes, SmallImages train, SmallImages test, List<String> notes) {
  private static final String CLASSES = "wnids.txt";
  private static final String ANNOTATIONS = "val/val_annotations.txt";
  private static final String TEST = "val/images";

  /**
   * Lists the files without opening images.
   *
   * @param limit number of training images to use, the same number of each class; 0 uses all
   * @throws DataException with all problems of the folder
   */
  static TinyImageNetFiles list(Storage files, String location, int limit) throws IOException {
    Storage storage = new VisibleFiles(files);
    List<String> problems = new ArrayList<>();
    Set<String> lines = new LinkedHashSet<>(lines(storage, location, CLASSES, problems));
    List<String> classes = List.copyOf(lines);
    if (classes.isEmpty() && problems.isEmpty()) {
      problems.add(CLASSES + " lists no class");
    } else if (!classes.isEmpty() && limit % classes.size() != 0) {
      problems.add(
          "limit %s does not divide evenly among classes, must be a multiple of %s"
              .formatted(limit, classes.size()));
    }
    if (classes.isEmpty()) {
      FoundInstead.of(KnownData.TINY_IMAGENET, storage, location).ifPresent(problems::add);
    }
    List<String> notes = new ArrayList<>();
    SmallImages train = SmallImages.none(storage, TinyImageNet.SIDE);
    SmallImages test = SmallImages.none(storage, TinyImageNet.SIDE);
    if (!classes.isEmpty()) {
      int each = limit / classes.size();
      train = train(storage, location, classes, each, problems, notes);
      test = test(storage, location, classes, problems, notes);
    }
    if (!problems.isEmpty()) {
      throw new DataException(
          "Cannot read Tiny-ImageNet from %s: %s".formatted(location, String.join("; ", problems)));
    }
    return new TinyImageNetFiles(classes, train, test, notes);
  }

  private static SmallImages train(
      Storage storage,
      String location,
      List<String> classes,
      int each,
      List<String> problems,
      List<String> notes)
      throws IOException {
    String root = Storage.in(location, "train");
    LeftOut leftOut = new LeftOut();
    SmallImages images = SmallImages.none(storage, TinyImageNet.SIDE);
    List<String> empty = new ArrayList<>();
    List<String> few = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      String name = classes.get(label) + "/images";
      String folder = Storage.in(root, name);
      Storage.Contents contents = storage.contents(folder);
      List<String> names =
          contents.lengths().keySet().stream().filter(FileFormat::isNamed).toList();
      leaveOut(name, root, contents, storage, leftOut);
      if (names.isEmpty()) {
        LeftOut there = new LeftOut();
        leaveOut(name, root, contents, storage, there);
        empty.add("%s (found %s)".formatted(classes.get(label), there.found()));
      } else if (names.size() < each) {
        few.add("%s (%s)".formatted(classes.get(label), names.size()));
      }
      int used = each == 0 ? names.size() : Math.min(each, names.size());
      for (String image : names.subList(0, used)) {
        images.add(Storage.in(folder, image), label);
      }
    }
    leftOut.line(root).ifPresent(notes::add);
    if (!empty.isEmpty()) {
      problems.add("train has no images of " + ClassFolders.named(empty));
    }
    if (!few.isEmpty()) {
      problems.add(
          "limit takes %s images of each class, but train has fewer of %s"
              .formatted(each, ClassFolders.named(few)));
    }
    return images;
  }

  /** Counts what is in a folder of images and is none. */
  private static void leaveOut(
      String name, String root, Storage.Contents contents, Storage storage, LeftOut leftOut)
      throws IOException {
    contents.lengths().keySet().stream()
        .filter(file -> !FileFormat.isNamed(file))
        .forEach(file -> leftOut.add(LeftOut.Reason.EXTENSION, name + "/" + file));
    leftOut.addBelow(
        storage, root, contents.folders().stream().map(below -> name + "/" + below).toList());
  }

  private static SmallImages test(
      Storage storage,
      String location,
      List<String> classes,
      List<String> problems,
      List<String> notes)
      throws IOException {
    SmallImages images = SmallImages.none(storage, TinyImageNet.SIDE);
    Map<String, Integer> labels = new HashMap<>();
    classes.forEach(name -> labels.put(name, labels.size()));
    Map<String, String> annotations = annotations(storage, location, problems);
    Set<String> leftOut = Set.copyOf(storage.folders(Storage.in(location, "train")));
    Storage.Contents contents = storage.contents(Storage.in(location, TEST));
    Set<String> present = contents.lengths().keySet();
    String root = Storage.in(location, "val");
    LeftOut others = new LeftOut();
    present.stream()
        .filter(name -> !FileFormat.isNamed(name) && !annotations.containsKey(name))
        .forEach(name -> others.add(LeftOut.Reason.EXTENSION, "images/" + name));
    others.addBelow(
        storage, root, contents.folders().stream().map(name -> "images/" + name).toList());
    others.line(root).ifPresent(notes::add);
    List<String> missing = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    annotations.forEach(
        (name, wnid) -> {
          if (labels.containsKey(wnid)) {
            if (present.contains(name)) {
              images.add(Storage.in(Storage.in(location, TEST), name), labels.get(wnid));
            } else {
              missing.add(name);
            }
          } else if (!leftOut.contains(wnid)) {
            unknown.add("%s (%s)".formatted(wnid, name));
          }
        });
    if (!unknown.isEmpty()) {
      problems.add(
          "%s has classes that are neither in %s nor in train: %s"
              .formatted(ANNOTATIONS, CLASSES, ClassFolders.named(unknown)));
    }
    if (!missing.isEmpty()) {
      problems.add("%s has no %s".formatted(TEST, ClassFolders.named(missing)));
    }
    List<String> unnamed =
        present.stream()
            .filter(name -> FileFormat.isNamed(name) && !annotations.containsKey(name))
            .sorted()
            .toList();
    if (!unnamed.isEmpty() && !annotations.isEmpty()) {
      problems.add("%s has no line for %s".formatted(ANNOTATIONS, ClassFolders.named(unnamed)));
    }
    if (images.labels().isEmpty() && problems.isEmpty()) {
      problems.add("%s has no image of these classes".formatted(ANNOTATIONS));
    }
    return images;
  }

  /** The class of each test image, in the order of the images' names. */
  private static Map<String, String> annotations(
      Storage storage, String location, List<String> problems) throws IOException {
    Map<String, String> annotations = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (String line : lines(storage, location, ANNOTATIONS, problems)) {
      String[] fields = line.split("\t", -1);
      if (fields.length < 2 || annotations.put(fields[0], fields[1]) != null) {
        wrong.add("\"" + line + "\"");
      }
    }
    if (!wrong.isEmpty()) {
      problems.add(
          "%s has invalid or duplicate lines, must have a name and a class, each name once: %s"
              .formatted(ANNOTATIONS, ClassFolders.named(wrong)));
    }
    return annotations;
  }

  private static List<String> lines(
      Storage storage, String location, String name, List<String> problems) throws IOException {
    try (InputStream in = storage.open(Storage.in(location, name))) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.readAllBytes()))
          .toString()
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (FileNotFoundException e) {
      problems.add(name + " is missing");
    } catch (CharacterCodingException e) {
      problems.add(name + " is not UTF-8 text");
    }
    return List.of();
  }
}
