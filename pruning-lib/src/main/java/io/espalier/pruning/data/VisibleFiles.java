// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A storage without the files and folders that programs leave among a user's data: names that begin
 * with a dot or an underscore, as Hadoop and Spark hide them, and those of {@link #LITTER}. A file
 * can still be opened by its name.
 */
record VisibleFiles(Storage storage) implements Storage {
  /** Names, in lower case, that desktops and network drives write into folders. */
  private static final Set<String> LITTER =
      Set.of("thumbs.db", "ehthumbs.db", "desktop.ini", "@eadir", "#recycle", "$recycle.bin");

  static boolean isHidden(String name) {
    return name.startsWith(".")
        || name.startsWith("_")
        || LITTER.contains(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return storage.list(folder).stream().filter(name -> !isHidden(name)).toList();
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    return storage.folders(folder).stream().filter(name -> !isHidden(name)).toList();
  }

  @Override
  public SortedMap<String, Long> lengths(String folder) throws IOException {
    SortedMap<String, Long> lengths = new TreeMap<>(storage.lengths(folder));
    lengths.keySet().removeIf(VisibleFiles::isHidden);
    return lengths;
  }

  @Override
  public Contents contents(String folder) throws IOException {
    Contents all = storage.contents(folder);
    SortedMap<String, Long> lengths = new TreeMap<>(all.lengths());
    lengths.keySet().removeIf(VisibleFiles::isHidden);
    return new Contents(lengths, all.folders().stream().filter(name -> !isHidden(name)).toList());
  }

  @Override
  public InputStream open(String location) throws IOException {
    return storage.open(location);
  }

  @Override
  public void create(String location, Content content) throws IOException {
    storage.create(location, content);
  }
}
