package io.espalier.jobs.store;

import io.espalier.pruning.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;

/**
 * The results of sweeps in one folder, which are also the sweeps' whole state: a run is done when
 * its row's file is there.
 *
 * <pre>
 * runs/KEY.parquet               one row a finished run
 * epochs/KEY.parquet             its learning curve
 * layers/KEY.parquet             what it kept a layer
 * failures/KEY-ATTEMPT.parquet   one row a failed attempt
 * artifacts/KEY/                 masks, weights, checkpoints
 * </pre>
 *
 * <p>Cheap to make; safe for many threads and processes at once, since every file appears whole and
 * the same key always means the same result.
 */
public final class ResultStore {
  private static final String PARQUET = ".parquet";
  private static final String ARTIFACTS = "artifacts";

  /** A sweep's first write makes one of them. */
  private static final List<String> FOLDERS =
      List.of(ResultTable.RUNS.name(), ResultTable.FAILURES.name(), ARTIFACTS);

  private final String root;
  private final Configuration configuration;
  private final HadoopStorage storage;

  /**
   * @param root the folder of results, any Hadoop URI; it need not exist yet
   * @param configuration of the file systems
   */
  public ResultStore(String root, Configuration configuration) {
    this.root = root;
    this.configuration = configuration;
    this.storage = new HadoopStorage(configuration);
  }

  /** The keys of all runs that finished, by one listing. */
  public Set<String> doneKeys() throws IOException {
    return storage.list(folder(ResultTable.RUNS)).stream()
        .filter(name -> name.endsWith(PARQUET))
        .map(name -> name.substring(0, name.length() - PARQUET.length()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** By key, the failures of the last failed attempts. */
  public Map<String, FailureRow> lastFailures() throws IOException {
    Map<String, FailureRow> last = new HashMap<>();
    for (String name : storage.list(folder(ResultTable.FAILURES))) {
      if (name.endsWith(PARQUET)) {
        Path path = new Path(Storage.in(folder(ResultTable.FAILURES), name));
        InputFile file = HadoopInputFile.fromPath(path, configuration);
        new RowParquet<>(ResultTable.FAILURES.type())
            .read(file)
            .forEach(
                row ->
                    last.merge(
                        row.identity().key(),
                        row,
                        (one, other) -> one.attempt() > other.attempt() ? one : other));
      }
    }
    return last;
  }

  /** The row of the run with this key, if it finished. */
  public Optional<RunRow> run(String key) throws IOException {
    Path path = new Path(Storage.in(folder(ResultTable.RUNS), key + PARQUET));
    try {
      InputFile file = HadoopInputFile.fromPath(path, configuration);
      return new RowParquet<>(ResultTable.RUNS.type()).read(file).stream().findFirst();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes a finished run. Its row comes last: a crash before it leaves the run undone, whatever
   * else was written.
   *
   * @throws IllegalArgumentException when an epoch or a layer is another run's
   */
  public void write(RunRow run, List<EpochRow> epochs, List<LayerRow> layers) throws IOException {
    String key = run.identity().key();
    epochs.forEach(epoch -> requireSame(key, epoch.key()));
    layers.forEach(layer -> requireSame(key, layer.key()));
    create(ResultTable.EPOCHS, key, epochs);
    create(ResultTable.LAYERS, key, layers);
    create(ResultTable.RUNS, key, List.of(run));
  }

  /** Writes a failed attempt. It says nothing about whether the run is done. */
  public void writeFailure(FailureRow failure) throws IOException {
    create(
        ResultTable.FAILURES, failure.identity().key() + "-" + failure.attempt(), List.of(failure));
  }

  /** The number of the next attempt at a run: one more than the last that failed; 1 at first. */
  public int nextAttempt(String key) throws IOException {
    Pattern attempt = Pattern.compile(Pattern.quote(key) + "-(\\d{1,9})" + Pattern.quote(PARQUET));
    return 1
        + storage.list(folder(ResultTable.FAILURES)).stream()
            .map(attempt::matcher)
            .filter(Matcher::matches)
            .mapToInt(failed -> Integer.parseInt(failed.group(1)))
            .max()
            .orElse(0);
  }

  /**
   * Tries whether results could be written.
   *
   * @throws IOException {@code Cannot write to <root>: …}
   */
  public void checkWritable() throws IOException {
    storage.checkWritable(root);
  }

  /**
   * @throws IOException {@code Cannot find results in <root>: …} when no sweep has begun there
   */
  public void checkThere() throws IOException {
    if (storage.folders(root).stream().noneMatch(FOLDERS::contains)) {
      throw new IOException(
          "Cannot find results in %s: there is no such folder, or none of %s in it; must be the --out of a sweep"
              .formatted(root, String.join(", ", FOLDERS)));
    }
  }

  /** The folder for all that a run keeps beside its rows. */
  public String artifacts(String key) {
    return Storage.in(root, ARTIFACTS + "/" + key);
  }

  /** The file systems that the results lie on. */
  public HadoopStorage storage() {
    return storage;
  }

  String folder(ResultTable<?> table) {
    return Storage.in(root, table.name());
  }

  boolean isEmpty(ResultTable<?> table) throws IOException {
    return storage.list(folder(table)).stream().noneMatch(name -> name.endsWith(PARQUET));
  }

  private <T extends Record> void create(ResultTable<T> table, String name, List<T> rows)
      throws IOException {
    storage.create(
        Storage.in(folder(table), name + PARQUET),
        out -> new RowParquet<>(table.type()).write(rows, out));
  }

  private static void requireSame(String key, String other) {
    if (!other.equals(key)) {
      throw new IllegalArgumentException("Invalid key: " + other + ", must be the run's, " + key);
    }
  }
}
