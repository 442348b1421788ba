// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Files in the folders of a dataset that are no images of it: their number, by reason. */
final class LeftOut {

  /** Why files are left out, as the end of a phrase that begins with their number. */
  enum Reason {
    EXTENSION("with an extension that is not read"),
    BELOW("in folders below a class"),
    EMPTY("empty"),
    BESIDE("beside the folders of the classes");

    private final String phrase;

    Reason(String phrase) {
      this.phrase = phrase;
    }
  }

  /** Maximum number of names of a reason. */
  private static final int NAMED = 3;

  /**
   * Maximum number of folders below classes that are listed: on an object store each takes a
   * request, and usually there are none.
   */
  private static final int LISTED = 50;

  private static final class Files {
    private int count;
    private final List<String> first = new ArrayList<>();
  }

  private final Map<Reason, Files> files = new EnumMap<>(Reason.class);
  private int listed;
  private final Files unlisted = new Files();

  void add(Reason reason, String name) {
    add(files.computeIfAbsent(reason, any -> new Files()), name);
  }

  private static void add(Files to, String name) {
    to.count++;
    if (to.first.size() < NAMED) {
      to.first.add(name);
    }
  }

  /**
   * Adds all files of folders below the folder of a class, down to the last, as far as few requests
   * suffice.
   *
   * @param root folder that {@code folders} are in
   * @param folders paths from there
   */
  void addBelow(Storage storage, String root, List<String> folders) throws IOException {
    Deque<String> rest = new ArrayDeque<>(folders);
    for (String folder = rest.poll(); folder != null; folder = rest.poll()) {
      if (listed == LISTED) {
        add(unlisted, folder);
      } else {
        listed++;
        Storage.Contents contents = storage.contents(Storage.in(root, folder));
        for (String name : contents.lengths().keySet()) {
          add(Reason.BELOW, folder + "/" + name);
        }
        for (String name : contents.folders()) {
          rest.add(folder + "/" + name);
        }
      }
    }
  }

  /** One line on the files of a folder, for a terminal; empty when none is left out. */
  Optional<String> line(String folder) {
    int count = files.values().stream().mapToInt(some -> some.count).sum();
    if (count + unlisted.count == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "%s: %s %s left out: %s".formatted(folder, count, count == 1 ? "file" : "files", found()));
  }

  /** The files by their reasons, or "nothing". */
  String found() {
    List<String> parts =
        files.entrySet().stream()
            .map(some -> part(some.getValue(), some.getKey().phrase))
            .collect(Collectors.toCollection(ArrayList::new));
    if (unlisted.count > 0) {
      parts.add("and those in " + part(unlisted, "more folders"));
    }
    return parts.isEmpty() ? "nothing" : String.join(", ", parts);
  }

  private static String part(Files some, String phrase) {
    String names = String.join(", ", some.first) + (some.count > some.first.size() ? ", …" : "");
    return "%s %s (%s)".formatted(some.count, phrase, names);
  }
}
