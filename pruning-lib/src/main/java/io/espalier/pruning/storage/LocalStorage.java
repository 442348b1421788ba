// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.storage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/**
 * Local files, by plain paths or {@code file:} URIs. Other schemes cause an {@link IOException}.
 */
public final class LocalStorage implements Storage {
  private static final String PART = ".part-";

  @Override
  public List<String> list(String folder) throws IOException {
    return names(folder, LocalStorage::isFinishedFile);
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    return names(folder, Files::isDirectory);
  }

  @Override
  public SortedMap<String, Long> lengths(String folder) throws IOException {
    SortedMap<String, Long> lengths = new TreeMap<>();
    for (String name : list(folder)) {
      try {
        lengths.put(name, Files.size(path(folder).resolve(name)));
      } catch (NoSuchFileException e) {
        // Deleted after it was listed: treated as deleted before.
      }
    }
    return lengths;
  }

  @Override
  public Contents contents(String folder) throws IOException {
    SortedMap<String, Long> lengths = new TreeMap<>();
    SortedSet<String> folders = new TreeSet<>();
    names(
        folder,
        file -> {
          try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            if (found.isDirectory()) {
              folders.add(file.getFileName().toString());
            } else if (found.isRegularFile() && isFinished(file)) {
              lengths.put(file.getFileName().toString(), found.size());
            }
          } catch (NoSuchFileException e) {
            // Deleted after it was listed: treated as deleted before.
          }
          return false;
        });
    return new Contents(lengths, List.copyOf(folders));
  }

  private static List<String> names(String folder, DirectoryStream.Filter<Path> wanted)
      throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path(folder), wanted)) {
      return StreamSupport.stream(files.spliterator(), false)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (NotDirectoryException e) {
      throw new IOException("Cannot list " + folder + ": it is a file, must be a folder", e);
    }
  }

  @Override
  public InputStream open(String location) throws IOException {
    Path file = path(location);
    if (Files.isDirectory(file)) {
      throw new IOException("Cannot open " + location + ": it is a folder, must be a file");
    }
    try {
      return new BufferedInputStream(Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      FileNotFoundException missing =
          new FileNotFoundException("Cannot open " + location + ": there is no such file");
      missing.initCause(e);
      throw missing;
    }
  }

  @Override
  public void create(String location, Content content) throws IOException {
    Path file = path(location).toAbsolutePath();
    if (Files.isDirectory(file)) {
      throw new IOException("Cannot create " + location + ": it is a folder, must be a file");
    }
    Path folder = file.getParent();
    // createDirectories alone refuses a link to a folder on some releases of Java 17.
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    Path part = folder.resolve(PART + UUID.randomUUID());
    try {
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW))) {
        content.writeTo(out);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static boolean isFinishedFile(Path file) {
    return Files.isRegularFile(file) && isFinished(file);
  }

  private static boolean isFinished(Path file) {
    return !file.getFileName().toString().startsWith(PART);
  }

  private static Path path(String location) throws IOException {
    if (!Storage.isUri(location)) {
      return path(location, "a path", () -> Path.of(location));
    }
    if (!location.startsWith("file:")) {
      throw new IOException(
          "Invalid location: " + location + ", must be a plain path or a file: URI");
    }
    return path(location, "like file:/folder/name", () -> Path.of(URI.create(location)));
  }

  private static Path path(String location, String right, Supplier<Path> path) throws IOException {
    try {
      return path.get();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "Invalid location: %s, must be %s (%s)".formatted(location, right, e.getMessage()), e);
    }
  }
}
