// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a folder holds in place of a dataset, for a message. */
final class FoundInstead {
  /** Maximum number of folders to look into, the nearest first. */
  private static final int FOLDERS = 20;

  private static final Pattern ARCHIVE = Pattern.compile(".*\\.(tar|tar\\.gz|tgz|zip)");

  private FoundInstead() {}

  /**
   * The dataset below the folder or in the one above, or else another one, or else an archive.
   *
   * @param wanted dataset that is not in the folder
   * @return the end of a message; empty when nothing known is found
   */
  static Optional<String> of(KnownData wanted, Storage files, String location) {
    Storage storage = new VisibleFiles(files);
    Optional<String> other = Optional.empty();
    Deque<String> folders = new ArrayDeque<>(List.of(location));
    for (int i = 0; i < FOLDERS && !folders.isEmpty(); i++) {
      String folder = folders.remove();
      Storage.Contents contents = contents(storage, folder);
      if (i > 0 && wanted.isIn(contents)) {
        return Optional.of(meant(wanted, "below", folder));
      }
      if (other.isEmpty()) {
        other = other(wanted, contents, folder);
      }
      contents.folders().forEach(name -> folders.add(Storage.in(folder, name)));
    }
    Optional<String> above =
        above(location)
            .filter(folder -> wanted.isIn(contents(storage, folder)))
            .map(folder -> meant(wanted, "in the folder above", folder));
    return above.isPresent() ? above : other;
  }

  private static String meant(KnownData wanted, String where, String folder) {
    return "found %s %s; did you mean %s?".formatted(wanted.title(), where, folder);
  }

  private static Optional<String> other(
      KnownData wanted, Storage.Contents contents, String folder) {
    Optional<String> known =
        Arrays.stream(KnownData.values())
            .filter(data -> data != wanted && data.isIn(contents))
            .map(data -> "found %s in %s%s".formatted(data.title(), folder, data.remedy()))
            .findFirst();
    return known.or(
        () ->
            contents.lengths().keySet().stream()
                .filter(name -> ARCHIVE.matcher(name).matches())
                .map(name -> "found %s; unpack it first".formatted(Storage.in(folder, name)))
                .findFirst());
  }

  /** The folder that contains this one, if the location names it. */
  private static Optional<String> above(String location) {
    String folder = location.replaceAll("/+$", "");
    int end = folder.lastIndexOf('/');
    return end > 0 && folder.charAt(end - 1) != '/'
        ? Optional.of(folder.substring(0, end))
        : Optional.empty();
  }

  /** Nothing where a folder cannot be listed: that is another problem than the one at hand. */
  private static Storage.Contents contents(Storage storage, String folder) {
    try {
      return storage.contents(folder);
    } catch (IOException e) {
      return new Storage.Contents(new TreeMap<>(), List.of());
    }
  }
}
