package io.espalier.jobs.store;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.io.InputFile;

/**
 * The files of one table: <em>small</em> ones, one a run or a failed attempt, and <em>folds</em>,
 * each of which took the place of many small ones.
 *
 * <p>A fold is there, whole, before the first of its small files goes, and never changes. So a
 * reader that looks for small files first and for folds afterwards misses nothing, whenever it
 * looks. What it finds in both is one result: the small file's counts, being the younger where a
 * run was made again, and of folds the last by name.
 *
 * @param <T> the rows
 */
final class TableFiles<T extends Record> {
  private static final String PARQUET = ".parquet";

  /** A Parquet file has at least its magic number twice and a length. */
  private static final long LEAST_LENGTH = 12;

  private final ResultTable<T> table;
  private final String folder;
  private final String folds;
  private final HadoopStorage storage;
  private final RowParquet<T> parquet;

  /**
   * @param root the folder of results
   */
  TableFiles(String root, ResultTable<T> table, HadoopStorage storage) {
    this.table = table;
    this.folder = Storage.in(root, table.name());
    this.folds = Storage.in(root, "compacted/" + table.name());
    this.storage = storage;
    this.parquet = new RowParquet<>(table.type());
  }

  ResultTable<T> table() {
    return table;
  }

  /** The folder of small files. */
  String folder() {
    return folder;
  }

  /** The folder of folds. */
  String foldsFolder() {
    return folds;
  }

  /** The names of all small files that are long enough to hold rows, without their ending. */
  List<String> small() throws IOException {
    return names(folder, LEAST_LENGTH);
  }

  /** The names of all folds, without their ending, the oldest first. */
  List<String> folds() throws IOException {
    return names(folds, LEAST_LENGTH);
  }

  /** A file of no length is what a crash of the machine can leave of one that was renamed. */
  private List<String> names(String where, long leastLength) throws IOException {
    return storage.lengths(where).entrySet().stream()
        .filter(file -> file.getKey().endsWith(PARQUET) && file.getValue() >= leastLength)
        .map(file -> file.getKey().substring(0, file.getKey().length() - PARQUET.length()))
        .toList();
  }

  /** The names of all small files that hold rows, or did so until they were folded. */
  Set<String> everySmall() throws IOException {
    return withFolded(small());
  }

  /** The names of all small files that were ever begun, also where a crash left nothing in them. */
  Set<String> everyName() throws IOException {
    return withFolded(names(folder, 0));
  }

  private Set<String> withFolded(List<String> small) throws IOException {
    Set<String> names = new HashSet<>(small);
    for (String fold : folds()) {
      names.addAll(foldedIn(fold));
    }
    return names;
  }

  /** The names of the small files that a fold took the place of. */
  List<String> foldedIn(String fold) throws IOException {
    String location = location(folds, fold);
    return decoded(
        location,
        bytes(location),
        file ->
            new RowParquet<>(table.naming())
                .values(file).stream().map(ResultTable::fileName).distinct().toList());
  }

  /** The values of the one row that a folded file held. */
  Optional<List<Object>> folded(String name) throws IOException {
    List<String> folds = new ArrayList<>(folds());
    Collections.reverse(folds);
    for (String fold : folds) {
      if (foldedIn(fold).contains(name)) {
        return fold(fold).stream().filter(row -> table.fileNameOf(row).equals(name)).findFirst();
      }
    }
    return Optional.empty();
  }

  /** The values of all rows of a fold. */
  List<List<Object>> fold(String fold) throws IOException {
    String location = location(folds, fold);
    return decoded(location, bytes(location), parquet::values);
  }

  /**
   * Looks at the end of every fold of details, where a file of Parquet says what is in it.
   *
   * @throws BrokenRows when one was cut short or written over
   */
  void checkDetails() throws IOException {
    for (String fold : folds()) {
      String location = location(folds, fold);
      InputFile file = storage.seekable(location);
      try {
        parquet.unknownColumns(file);
      } catch (RuntimeException e) { // what the store refuses is an IOException
        throw BrokenRows.ofDetails(location, file.getLength(), e);
      }
    }
  }

  /**
   * The values of a small file's rows; empty when there is none, or no longer.
   *
   * @throws BrokenRows when its content cannot be read
   */
  Optional<List<List<Object>>> small(String name) throws IOException {
    String location = location(folder, name);
    Optional<byte[]> bytes = bytesIfThere(location);
    return bytes.isEmpty() ? Optional.empty() : Optional.of(own(name, location, bytes.get()));
  }

  /**
   * As {@link #small}, of a file that says nothing more than this version of the program can write.
   *
   * @throws NewerRows when it has more columns
   */
  Optional<List<List<Object>>> foldable(String name) throws IOException {
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

  /** A row is found by its file's name, so it must not lie in another's. */
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

  void createSmall(String name, List<T> rows) throws IOException {
    storage.create(location(folder, name), out -> parquet.write(rows, out));
  }

  void createFold(String name, RowParquet.RowSource rows) throws IOException {
    storage.create(location(folds, name), out -> parquet.write(rows, out));
  }

  void deleteSmall(String name) throws IOException {
    storage.delete(location(folder, name));
  }

  /** What a file of this name is called. */
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

  /** Whatever a decoder throws at bytes that are all here is the bytes' fault. */
  private static <R> R decoded(String location, byte[] bytes, Decoder<R> decoder)
      throws BrokenRows {
    try {
      return decoder.decode(new BytesInputFile(bytes));
    } catch (IOException | RuntimeException e) {
      throw new BrokenRows(location, bytes.length, e);
    }
  }
}
