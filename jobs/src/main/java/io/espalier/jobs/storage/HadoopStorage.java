// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.storage;

import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.storage.LocationCredentials;
import io.espalier.pruning.storage.Reason;
import io.espalier.pruning.storage.Storage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;

/**
 * Files on any Hadoop file system: the scheme of a {@linkplain Storage#isUri URI} selects the file
 * system, and a path is on {@code fs.defaultFS}. As in all of Hadoop, the path of a URI is not
 * decoded: {@code %20} is three characters. A new file replaces an old one atomically, by a rename
 * or, on object stores, by an upload. Where a connector has neither, the old file is deleted first:
 * after a crash at that moment there is no file, and never a part of one, if its rename is atomic.
 */
public final class HadoopStorage implements Storage {
  private static final String STAGING = ".staging-";

  /** Schemes whose uploads are atomic and whose renames copy. */
  private static final Set<String> OBJECT_STORES = Set.of("s3a", "s3", "gs");

  private static final Set<String> UNLISTED = Set.of("http", "https");

  private static final Set<String> NO_COLONS = Set.of("hdfs", "webhdfs", "swebhdfs");

  private final Configuration configuration;
  private final Locations locations;
  private final LocalStorage local = new LocalStorage();

  /**
   * @param configuration of the file systems; not copied
   */
  public HadoopStorage(Configuration configuration) {
    this.configuration = configuration;
    this.locations = new Locations(configuration);
  }

  /**
   * A location that means the same in a process with another working folder, such as an executor:
   * makes local paths absolute, with {@code ~/} for the home folder of the user. Relative paths in
   * other file systems already refer to the home folder of the user there. Returns URIs, the empty
   * location and the invalid {@code ~name} unchanged.
   */
  public String absolute(String location) {
    return locations.absolute(location);
  }

  /**
   * True when a location means another place in a process with another working folder: a relative
   * path, where the default file system is the local one.
   */
  public boolean isOfWorkingFolder(String location) {
    return locations.isOfWorkingFolder(location);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return explained(
        "list",
        folder,
        (files, path) ->
            isLocal(files)
                ? local.list(localPath(files, path))
                : List.copyOf(lengths(statuses(files, path)).keySet()));
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    return explained(
        "list",
        folder,
        (files, path) ->
            isLocal(files)
                ? local.folders(localPath(files, path))
                : folders(statuses(files, path)));
  }

  @Override
  public SortedMap<String, Long> lengths(String folder) throws IOException {
    return explained(
        "list",
        folder,
        (files, path) ->
            isLocal(files)
                ? local.lengths(localPath(files, path))
                : lengths(statuses(files, path)));
  }

  @Override
  public Contents contents(String folder) throws IOException {
    return explained(
        "list",
        folder,
        (files, path) -> {
          if (isLocal(files)) {
            return local.contents(localPath(files, path));
          }
          List<FileStatus> all = statuses(files, path).toList();
          return new Contents(lengths(all.stream()), folders(all.stream()));
        });
  }

  private static SortedMap<String, Long> lengths(Stream<FileStatus> statuses) {
    SortedMap<String, Long> lengths = new TreeMap<>();
    statuses
        .filter(status -> status.isFile() && !status.getPath().getName().startsWith(STAGING))
        .forEach(status -> lengths.put(status.getPath().getName(), status.getLen()));
    return lengths;
  }

  private static List<String> folders(Stream<FileStatus> statuses) {
    return statuses
        .filter(FileStatus::isDirectory)
        .map(status -> status.getPath().getName())
        .sorted()
        .toList();
  }

  private static Stream<FileStatus> statuses(FileSystem files, Path folder) throws IOException {
    try {
      return Arrays.stream(files.listStatus(folder));
    } catch (FileNotFoundException e) {
      return Stream.empty();
    }
  }

  /**
   * A file or folder that exists.
   *
   * @param location its location
   */
  public record Found(String location, boolean isFolder) {}

  /** The file or folder at a location; empty if there is none. */
  public Optional<Found> find(String location) throws IOException {
    return explained(
        "list",
        location,
        (files, path) -> {
          try {
            return Optional.of(new Found(location, files.getFileStatus(path).isDirectory()));
          } catch (FileNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public InputStream open(String location) throws IOException {
    return explained(
        "open",
        location,
        (files, path) ->
            isLocal(files) ? local.open(localPath(files, path)) : opened(files, path, location));
  }

  private static InputStream opened(FileSystem files, Path path, String location)
      throws IOException {
    try {
      return new BufferedInputStream(files.open(path));
    } catch (FileNotFoundException e) { // for a folder, too
      FileNotFoundException explained =
          new FileNotFoundException(
              "Cannot open %s: %s"
                  .formatted(
                      location,
                      isFolder(files, path)
                          ? "it is a folder, must be a file"
                          : "there is no such file"));
      explained.initCause(e);
      throw explained;
    }
  }

  private static boolean isFolder(FileSystem files, Path path) throws IOException {
    try {
      return files.getFileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** A file for random access, as for the footer of Parquet. */
  public InputFile seekable(String location) throws IOException {
    return explained(
        "open",
        location,
        (files, path) -> HadoopInputFile.fromStatus(files.getFileStatus(path), configuration));
  }

  @Override
  public void create(String location, Content content) throws IOException {
    explained(
        "create",
        location,
        (files, path) -> {
          if (isLocal(files)) {
            deleteChecksum(files, path);
            local.create(localPath(files, path), content);
          } else if (OBJECT_STORES.contains(files.getUri().getScheme())) {
            upload(files, path, content);
          } else {
            stageAndRename(files, path, content);
          }
          return path;
        });
  }

  /**
   * Creates a folder and its parents; does nothing if it exists. Files need no folder: this is for
   * other writers.
   *
   * @return the folder as a URI with a scheme
   */
  public URI createFolder(String folder) throws IOException {
    return explained(
        "create",
        folder,
        (files, path) -> {
          if (!files.mkdirs(path)) {
            throw new IOException(
                "Cannot create " + folder + ": the file system rejected the operation");
          }
          return files.makeQualified(path).toUri();
        });
  }

  /**
   * Deletes a file, or a folder with its content; does nothing if it does not exist.
   *
   * @throws IOException when it cannot be deleted
   */
  public void delete(String location) throws IOException {
    explained(
        "delete",
        location,
        (files, path) -> {
          if (!files.delete(path, true) && files.exists(path)) {
            throw new IOException(
                "Cannot delete " + location + ": the file system rejected the operation");
          }
          return path;
        });
  }

  private interface Operation<R> {
    R on(FileSystem files, Path path) throws IOException;
  }

  private <R> R explained(String tried, String location, Operation<R> operation)
      throws IOException {
    try {
      Path path = locations.path(location);
      return operation.on(files(path), path);
    } catch (IOException e) {
      throw StoreException.of(tried, location, e);
    } catch (IllegalArgumentException e) {
      throw refused(location, e);
    }
  }

  /** An error of the location when a file system cannot put a name into a URI, as of viewfs. */
  private static IOException refused(String location, IllegalArgumentException thrown) {
    if (thrown.getCause() instanceof URISyntaxException e) {
      return new IOException(
          "Invalid location: " + location + ", must be a path or a URI (" + e.getMessage() + ")",
          thrown);
    }
    throw thrown;
  }

  /**
   * Writes and deletes a probe file, so that a command fails at its start and not at its end. Also
   * deletes the folders that it creates.
   *
   * @throws IOException {@code Cannot write to <folder>: …}
   */
  public void checkWritable(String folder) throws IOException {
    String probe = Storage.in(absolute(folder), ".probe-" + UUID.randomUUID());
    try {
      Path path = locations.path(folder);
      FileSystem files = files(path);
      List<Path> missing = missing(files, path);
      create(probe, out -> out.write('x'));
      delete(probe);
      for (Path made : missing) {
        if (files.listStatus(made).length > 0) {
          return; // another process uses it
        }
        files.delete(made, false);
      }
    } catch (IOException e) {
      String reason =
          StoreException.of("write to", folder, e) instanceof StoreException explained
              ? explained.reason()
              : Reason.of(e);
      throw new IOException(
          "Cannot write to %s: %s".formatted(LocationCredentials.hidden(folder), reason), e);
    }
  }

  /** A folder and its parents, as far as they do not exist; the innermost first. */
  private static List<Path> missing(FileSystem files, Path folder) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path at = files.makeQualified(folder);
        at != null && !files.exists(at);
        at = at.getParent()) {
      missing.add(at);
    }
    return missing;
  }

  /** A checksum file of the old file would make the new one unreadable. */
  private static void deleteChecksum(FileSystem files, Path path) throws IOException {
    if (files instanceof ChecksumFileSystem checked) {
      checked.getRawFileSystem().delete(checked.getChecksumFile(path), false);
    }
  }

  /**
   * Spools to a local file first, because closing a stream to an object store publishes the output
   * of a failed writer too.
   */
  private static void upload(FileSystem files, Path path, Content content) throws IOException {
    java.nio.file.Path spool = Files.createTempFile("espalier-", ".spool");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool))) {
        content.writeTo(out);
      } catch (IOException e) {
        throw StoreException.of("write", spool.toString(), e);
      }
      files.copyFromLocalFile(false, true, new Path(spool.toUri()), path);
    } finally {
      Files.deleteIfExists(spool);
    }
  }

  private void stageAndRename(FileSystem files, Path path, Content content) throws IOException {
    Path staged = new Path(path.getParent(), STAGING + UUID.randomUUID());
    try {
      try (OutputStream out = new BufferedOutputStream(files.create(staged, false))) {
        content.writeTo(out);
      }
      rename(files, staged, path);
    } finally {
      files.delete(staged, false);
    }
  }

  private void rename(FileSystem files, Path staged, Path path) throws IOException {
    FileContext context;
    try {
      context = FileContext.getFileContext(files.getUri(), configuration);
    } catch (UnsupportedFileSystemException e) {
      renameInTwoSteps(files, staged, path);
      return;
    }
    context.rename(files.makeQualified(staged), files.makeQualified(path), Rename.OVERWRITE);
  }

  /** For the connectors that offer no replacement: between the steps there is no file. */
  private static void renameInTwoSteps(FileSystem files, Path staged, Path path)
      throws IOException {
    files.delete(path, false);
    if (!files.rename(staged, path)) {
      throw new IOException("Cannot create " + path + ": the file system rejected the rename");
    }
  }

  /** The file system of a location; its exceptions are errors of the location, not defects. */
  private FileSystem files(Path path) throws IOException {
    FileSystem files;
    try {
      files = path.getFileSystem(configuration);
      files.makeQualified(path);
    } catch (IOException | RuntimeException e) { // missing classes and hosts throw the latter
      if (e.getCause() instanceof ClassNotFoundException missing) {
        throw StoreException.missingLibrary(path.toString(), missing);
      }
      throw new IOException("Cannot reach %s: %s".formatted(path, reason(e)), e);
    }
    if (UNLISTED.contains(files.getUri().getScheme())) {
      throw new IOException(
          "Cannot reach %s: %s does not support listing, must be a path or a URI with a scheme such as file, hdfs or s3a"
              .formatted(path, files.getUri().getScheme()));
    }
    if (NO_COLONS.contains(files.getUri().getScheme()) && path.toUri().getPath().contains(":")) {
      throw new IOException(
          "Invalid location: %s, must have no colon in its path on HDFS".formatted(path));
    }
    return files;
  }

  private static String reason(Exception thrown) {
    if (thrown instanceof IOException io) {
      return Reason.of(io);
    }
    if (thrown.getCause() instanceof IOException io) {
      return Reason.of(io);
    }
    return thrown.getMessage();
  }

  private static boolean isLocal(FileSystem files) {
    return files.getUri().getScheme().equals("file");
  }

  private static String localPath(FileSystem files, Path path) {
    return files.makeQualified(path).toUri().getPath();
  }
}
