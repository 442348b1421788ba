// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * The results of sweeps in one folder. They are also the whole state of the sweeps: a run is done
 * when the file of its row exists.
 *
 * <pre>
 * runs/KEY.parquet               one row per finished run
 * epochs/KEY.parquet             its learning curve
 * layers/KEY.parquet             the weights kept, per layer
 * failures/KEY-ATTEMPT.parquet   one row per failed attempt
 * latencies/KEY-TIME.parquet     one row per form, runtime and batch of a measurement
 * robustness/KEY-TIME.parquet    one row per corruption and severity of a measurement
 * sharpness/KEY-TIME.parquet     one row per measurement
 * connectivity/KEY-TIME.parquet  one row per position on a line between two tickets
 * compacted/TABLE/….parquet      the rows of many such files, see {@link Compaction}
 * artifacts/KEY/                 masks, weights, checkpoints
 * logs/KEY-ATTEMPT.log           JVM crash log of a process that native code ended
 * logs/TIME-APPLICATION-PROCESS/         state and log of one start of a sweep
 * logs/spark/                    event logs of Spark
 * </pre>
 *
 * <p>Cheap to create, and safe for many threads and processes at once, because every file appears
 * complete and the same key always means the same result.
 */
public final class ResultStore {
  /** The name of the folder of artifacts. */
  static final String ARTIFACTS = "artifacts";

  private static final String LOGS = "logs";

  /** The first write of a sweep creates one of these folders. */
  private static final List<String> FOLDERS =
      List.of(ResultTable.RUNS.name(), ResultTable.FAILURES.name(), ARTIFACTS, "compacted", LOGS);

  /** The folders that a sweep writes to. */
  private static final List<String> WRITTEN =
      List.of(
          ResultTable.RUNS.name(),
          ResultTable.EPOCHS.name(),
          ResultTable.LAYERS.name(),
          ResultTable.FAILURES.name(),
          ARTIFACTS,
          LOGS);

  private final String root;
  private final HadoopStorage storage;

  /**
   * @param root the result folder, a path or any Hadoop URI; it does not have to exist yet
   * @param configuration of the file systems
   */
  public ResultStore(String root, Configuration configuration) {
    this.storage = new HadoopStorage(configuration);
    this.root = storage.absolute(root);
  }

  /** The result folder; absolute when it is local. */
  public String root() {
    return root;
  }

  /** The folder of the report that a sweep writes. */
  public String report() {
    return Storage.in(root, "report");
  }

  /** The file for the JVM crash log of the process in which an attempt at a run died. */
  public String crashLog(String key, int attempt) {
    return Storage.in(logs(), key + "-" + attempt + ".log");
  }

  /** The folder of what sweeps leave for people: states, logs, crash logs. */
  public String logs() {
    return Storage.in(root, LOGS);
  }

  /** The keys of all finished runs, from one listing and the compacted files. */
  public Set<String> doneKeys() throws IOException {
    return files(ResultTable.RUNS).everySingleRunFile();
  }

  /** The last failure of each run that failed, by key. */
  public Map<String, FailureRow> lastFailures() throws IOException {
    Map<String, FailureRow> last = new HashMap<>();
    for (StoredRow stored : StoredRow.all(files(ResultTable.FAILURES))) {
      FailureRow row = ResultTable.FAILURES.type().row(stored.values());
      last.merge(
          row.identity().key(), row, (one, other) -> one.attempt() > other.attempt() ? one : other);
    }
    return last;
  }

  /**
   * The rows of those runs with these keys that have finished, with the artifacts of this folder,
   * wherever it was moved to. Skips unreadable single-run files with a warning.
   *
   * @throws BrokenRows when a compacted file cannot be read
   */
  public List<RunRow> runs(Set<String> keys) throws IOException {
    return new MovedArtifacts(this)
        .found(StoredRow.named(files(ResultTable.RUNS), keys)).stream()
            .map(row -> ResultTable.RUNS.type().row(row.values()))
            .toList();
  }

  /**
   * Writes a finished run. The row is written last and commits the run: after a crash before it,
   * the run counts as not done.
   *
   * @throws IllegalArgumentException when an epoch or a layer belongs to another run
   */
  public void write(RunRow run, List<EpochRow> epochs, List<LayerRow> layers) throws IOException {
    String key = run.identity().key();
    epochs.forEach(epoch -> requireSame(key, epoch.key()));
    layers.forEach(layer -> requireSame(key, layer.key()));
    files(ResultTable.EPOCHS).createSingleRunFile(key, epochs);
    files(ResultTable.LAYERS).createSingleRunFile(key, layers);
    files(ResultTable.RUNS).createSingleRunFile(key, List.of(run));
  }

  /** Writes a failed attempt. It does not affect whether the run is done. */
  public void writeFailure(FailureRow failure) throws IOException {
    files(ResultTable.FAILURES)
        .createSingleRunFile(failure.identity().key() + "-" + failure.attempt(), List.of(failure));
  }

  /**
   * Writes the rows of one measurement of a ticket.
   *
   * @param rows one or more, all with the same key and time
   */
  public void writeLatencies(List<LatencyRow> rows) throws IOException {
    LatencyRow first = rows.get(0);
    files(ResultTable.LATENCIES).createSingleRunFile(first.key() + "-" + first.measuredAt(), rows);
  }

  /**
   * Writes the rows of one measurement of a ticket on corrupted images.
   *
   * @param rows one or more, all with the same key and time
   */
  public void writeRobustness(List<RobustnessRow> rows) throws IOException {
    RobustnessRow first = rows.get(0);
    files(ResultTable.ROBUSTNESS)
        .createSingleRunFile(first.key() + "-" + first.on().measuredAt(), rows);
  }

  /** All rows of tickets on corrupted images. Skips unreadable files with a warning. */
  public List<RobustnessRow> robustness() throws IOException {
    return rows(ResultTable.ROBUSTNESS);
  }

  /** Writes a measurement of the sharpness of a ticket. */
  public void writeSharpness(SharpnessRow row) throws IOException {
    files(ResultTable.SHARPNESS)
        .createSingleRunFile(row.key() + "-" + row.on().measuredAt(), List.of(row));
  }

  /** All measurements of sharpness. Skips unreadable files with a warning. */
  public List<SharpnessRow> sharpness() throws IOException {
    return rows(ResultTable.SHARPNESS);
  }

  /**
   * Writes the rows of one measurement of the line between two tickets.
   *
   * @param rows one or more, all with the same keys and time
   */
  public void writeConnectivity(List<ConnectivityRow> rows) throws IOException {
    ConnectivityRow first = rows.get(0);
    files(ResultTable.CONNECTIVITY)
        .createSingleRunFile(first.key() + "-" + first.on().measuredAt(), rows);
  }

  /** All rows of lines between tickets. Skips unreadable files with a warning. */
  public List<ConnectivityRow> connectivity() throws IOException {
    return rows(ResultTable.CONNECTIVITY);
  }

  private <T extends Record> List<T> rows(ResultTable<T> measured) throws IOException {
    return StoredRow.ofEachFile(files(measured)).stream()
        .map(row -> measured.type().row(row.values()))
        .toList();
  }

  /** The number of the next attempt at a run: one more than the last failed attempt, from 1. */
  public int nextAttempt(String key) throws IOException {
    Pattern attempt = Pattern.compile(Pattern.quote(key) + "-(\\d{1,9})");
    return 1
        + files(ResultTable.FAILURES).everyName().stream()
            .map(attempt::matcher)
            .filter(Matcher::matches)
            .mapToInt(failed -> Integer.parseInt(failed.group(1)))
            .max()
            .orElse(0);
  }

  /**
   * Checks that rows can be added to a table, also into a folder that another user has created.
   *
   * @param table its name
   * @throws IOException {@code Cannot write to <root>/<table>: …}
   */
  public void checkWritable(String table) throws IOException {
    storage.checkWritable(Storage.in(root, table));
  }

  /**
   * Checks that the results of a sweep can be written, also into folders that another user has
   * created.
   *
   * @throws IOException {@code Cannot write to <root>: …}, or to a folder in it
   */
  public void checkWritable() throws IOException {
    storage.checkWritable(root);
    List<String> there = new ArrayList<>(storage.folders(root));
    there.addAll(storage.list(root));
    for (String name : WRITTEN) {
      if (there.contains(name)) {
        storage.checkWritable(Storage.in(root, name));
      }
    }
  }

  /**
   * @throws IOException {@code Cannot find results in <root>: …} when no sweep has started there
   */
  public void checkThere() throws IOException {
    if (storage.folders(root).stream().noneMatch(FOLDERS::contains)) {
      throw new IOException(
          "Cannot find results in %s: the folder does not exist or contains none of %s; pass the --out folder of a sweep"
              .formatted(root, String.join(", ", FOLDERS)));
    }
  }

  /** The absolute folder of the artifacts of a run; its row refers to it. */
  public String artifacts(String key) {
    return Storage.in(artifacts(), key);
  }

  /** The absolute folder of the artifacts of all runs. */
  String artifacts() {
    return Storage.in(root, ARTIFACTS);
  }

  /** The storage of the results. */
  public HadoopStorage storage() {
    return storage;
  }

  /** The files of one of the tables. */
  <T extends Record> TableFiles<T> files(ResultTable<T> table) {
    return new TableFiles<>(root, table, storage);
  }

  private static void requireSame(String key, String other) {
    if (!other.equals(key)) {
      throw new IllegalArgumentException("Invalid key: " + other + ", must be the run's, " + key);
    }
  }
}
