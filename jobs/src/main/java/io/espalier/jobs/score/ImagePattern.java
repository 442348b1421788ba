// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.storage.HadoopStorage.Found;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.GlobPattern;

/**
 * A location in which a name may have the characters of Hadoop's patterns: {@code *}, {@code ?},
 * {@code [a-z]}, {@code {a,b}}. Such a name stands for itself, too. Hadoop's own search does not
 * find names such as {@code a[1]}, and fails where any name in the folder has a colon.
 *
 * @param location a path or any Hadoop URI
 */
record ImagePattern(String location) {
  private static final Pattern ROOT =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*:(?://[^/]*)?)?(/*)");
  private static final Pattern SPECIAL = Pattern.compile("[*?\\[{]");

  /**
   * What exists there, sorted by name in each folder.
   *
   * @throws IOException when a folder cannot be listed, or the pattern is not valid
   */
  List<Found> found(HadoopStorage storage) throws IOException {
    String all = storage.absolute(location);
    if (!SPECIAL.matcher(all).find()) {
      return storage.find(all).stream().toList();
    }
    Matcher root = ROOT.matcher(all);
    String start =
        Storage.isUri(all) && root.lookingAt() ? root.group() : all.startsWith("/") ? "/" : "";
    List<String> places = List.of(start);
    for (String name : all.substring(start.length()).split("/+")) {
      List<String> next = new ArrayList<>();
      for (String place : places) {
        next.addAll(step(place, name, storage));
      }
      places = next;
    }
    List<Found> found = new ArrayList<>();
    for (String place : places) {
      Optional<Found> there = storage.find(place);
      there.ifPresent(found::add);
    }
    return found;
  }

  private List<String> step(String place, String name, HadoopStorage storage) throws IOException {
    if (!SPECIAL.matcher(name).find()) {
      return List.of(in(place, name));
    }
    GlobPattern pattern;
    try {
      pattern = new GlobPattern(name);
    } catch (RuntimeException e) { // of a library that Hadoop has under a name of its own
      throw new IOException(
          "Cannot find images: %s is not a pattern: %s".formatted(location, e.getMessage()), e);
    }
    Storage.Contents contents = storage.contents(place.isEmpty() ? "." : place);
    List<String> found = new ArrayList<>();
    for (List<String> names :
        List.of(List.copyOf(contents.lengths().keySet()), contents.folders())) {
      names.stream()
          .filter(each -> each.equals(name) || pattern.matches(each))
          .forEach(each -> found.add(in(place, each)));
    }
    return found;
  }

  private static String in(String place, String name) {
    return place.isEmpty() || place.endsWith("/") ? place + name : place + "/" + name;
  }
}
