// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.storage.StoreException;
import io.espalier.pruning.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.io.InputFile;

/**
 * The files of one table: <em>single-run files</em>, one for each run or failed attempt, and
 * <em>compacted files</em>, each of which replaces many single-run files.
 *
 * <p>A compacted file is complete before the first of its single-run files is deleted, and never
 * changes. A reader that lists single-run files first and compacted files afterwards therefore
 * misses no row at any time. A row found in both is one result: the single-run file takes
 * precedence, because it is newer when a run was rerun; among compacted files, the last by name
 * does.
 *
 * @param <T> type of the rows
 */
final class TableFiles<T extends Record> {
  private static final String PARQUET = ".parquet";

  /** A Parquet file has at least two magic numbers and a length, in bytes. */
  private static final long MIN_LENGTH = 12;

  private final ResultTable<T> table;
  private final String folder;
  private final String compacted;
  private final HadoopStorage storage;
  private final RowParquet<T> parquet;

  /**
   * @param root the result folder
   */
  TableFiles(String root, ResultTable<T> table, HadoopStorage storage) {
    this.table = table;
    this.folder = Storage.in(root, table.name());
    this.compacted = Storage.in(root, "compacted/" + table.name());
    this.storage = storage;
    this.parquet = new RowParquet<>(table.type());
  }

  ResultTable<T> table() {
    return table;
  }

  /** The folder of single-run files. */
  String folder() {
    return folder;
  }

  /** The folder of compacted files. */
  String compactedFolder() {
    return compacted;
  }

  /** The names, without extension, of all single-run files that are long enough to hold rows. */
  List<String> singleRunFiles() throws IOException {
    return names(folder, MIN_LENGTH);
  }

  /** The names, without extension, of all compacted files, oldest first. */
  List<String> compactedFiles() throws IOException {
    return names(compacted, MIN_LENGTH);
  }

  /** A crash of the machine can leave an empty file in place of one that was renamed. */
  private List<String> names(String where, long leastLength) throws IOException {
    return storage.lengths(where).entrySet().stream()
        .filter(file -> file.getKey().endsWith(PARQUET) && file.getValue() >= leastLength)
        .map(file -> file.getKey().substring(0, file.getKey().length() - PARQUET.length()))
        .toList();
  }

  /** The names of all single-run files that hold rows, including those replaced by compaction. */
  Set<String> everySingleRunFile() throws IOException {
    return withCompacted(singleRunFiles());
  }

  /**
   * The names of all single-run files that were ever created, including empty ones left by a crash.
   */
  Set<String> everyName() throws IOException {
    return withCompacted(names(folder, 0));
  }

  private Set<String> withCompacted(List<String> singleRunFiles) throws IOException {
    Set<String> names = new HashSet<>(singleRunFiles);
    for (String file : compactedFiles()) {
      names.addAll(replacedBy(file));
    }
    return names;
  }

  /** The names of the single-run files that a compacted file replaces. */
  List<String> replacedBy(String file) throws IOException {
    String location = location(compacted, file);
    return decoded(
        location,
        bytes(location),
        input ->
            new RowParquet<>(table.naming())
                .values(input).stream().map(ResultTable::fileName).distinct().toList());
  }

  /** The values of all rows of a compacted file. */
  List<List<Object>> compactedFile(String file) throws IOException {
    String location = location(compacted, file);
    return decoded(location, bytes(location), parquet::values);
  }

  /**
   * Reads the footer of every compacted file of details.
   *
   * @throws BrokenRows when a file is truncated or overwritten
   */
  void checkDetails() throws IOException {
    for (String file : compactedFiles()) {
      String location = location(compacted, file);
      InputFile input = storage.seekable(location);
      try {
        parquet.unknownColumns(input);
      } catch (IOException e) {
        throw StoreException.of("read", location, e);
      } catch (RuntimeException e) { // a failure of the storage is an IOException
        throw BrokenRows.ofDetails(location, input.getLength(), e);
      }
    }
  }

  /**
   * The values of the rows of a single-run file; empty when the file does not exist.
   *
   * @throws BrokenRows when its content cannot be read
   */
  Optional<List<List<Object>>> singleRunFile(String name) throws IOException {
    String location = location(folder, name);
    Optional<byte[]> bytes = bytesIfThere(location);
    return bytes.isEmpty() ? Optional.empty() : Optional.of(own(name, location, bytes.get()));
  }

  /**
   * As {@link #singleRunFile}, for a file whose columns are all known to this version.
   *
   * @throws NewerRows when it has other columns
   */
  Optional<List<List<Object>>> compactable(String name) throws IOException {
    String location = location(folder, name);
    Optional<byte[]> bytes = bytesIfThere(location);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Set<String> more = decoded(location, bytes.get(), parquet::unknownColumns);
    if (!more.isEmpty()) {
      throw new NewerRows(location, more);
    }
    return Optional.of(own(name, location, bytes.get()));
  }

  /** Rows are looked up by file name, so a file must hold only rows of its own name. */
  private List<List<Object>> own(String name, String location, byte[] bytes) throws BrokenRows {
    return decoded(
        location,
        bytes,
        file -> {
          List<List<Object>> rows = parquet.values(file);
          for (List<Object> values : rows) {
            if (!table.fileNameOf(values).equals(name)) {
              throw new IOException("it holds a row of " + table.fileNameOf(values));
            }
          }
          return rows;
        });
  }

  void createSingleRunFile(String name, List<T> rows) throws IOException {
    storage.create(location(folder, name), out -> parquet.write(rows, out));
  }

  void createCompactedFile(String name, RowParquet.RowSource rows) throws IOException {
    storage.create(location(compacted, name), out -> parquet.write(rows, out));
  }

  void deleteSingleRunFile(String name) throws IOException {
    storage.delete(location(folder, name));
  }

  /** The name of a file with its extension. */
  static String fileName(String name) {
    return name + PARQUET;
  }

  private static String location(String folder, String name) {
    return Storage.in(folder, fileName(name));
  }

  private byte[] bytes(String location) throws IOException {
    try (InputStream in = storage.open(location)) {
      return in.readAllBytes();
    }
  }

  private Optional<byte[]> bytesIfThere(String location) throws IOException {
    try {
      return Optional.of(bytes(location));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private interface Decoder<R> {
    R decode(InputFile file) throws IOException;
  }

  /**
   * The bytes were read completely, so any exception of the decoder means that they are invalid.
   */
  private static <R> R decoded(String location, byte[] bytes, Decoder<R> decoder)
      throws BrokenRows {
    try {
      return decoder.decode(new BytesInputFile(bytes));
    } catch (IOException | RuntimeException e) {
      throw new BrokenRows(location, bytes.length, e);
    }
  }
}
