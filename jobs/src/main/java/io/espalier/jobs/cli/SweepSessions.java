// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.progress.ProgressPlugin;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * The Spark sessions of a sweep, each started on first use: the session of the runs and the session
 * of the report. They are the same unless {@code spark.espalier.reports.master} names a master for
 * reports alone; then the first ends before the second starts.
 */
final class SweepSessions implements AutoCloseable {
  private static final String REPORTS = "spark.espalier.reports.master";

  /**
   * What a run leases: without a GPU, report queries would wait for one forever, and a master with
   * fewer processors than a run takes would not start.
   */
  private static final Pattern LEASES =
      Pattern.compile("spark\\.(driver|executor|task|worker)\\.resource\\..*|spark\\.task\\.cpus");

  private final String name;
  private final SparkConf conf;
  private final Supplier<Map<String, String>> ofRuns;
  private Optional<SparkSession> runs = Optional.empty();
  private Optional<SparkSession> reports = Optional.empty();

  /**
   * @param name of the applications
   * @param conf their settings
   * @param ofRuns more settings for the session of the runs; called when it starts
   */
  SweepSessions(String name, SparkConf conf, Supplier<Map<String, String>> ofRuns) {
    this.name = name;
    this.conf = conf;
    this.ofRuns = ofRuns;
  }

  /** Whether the processes of the runs are on this machine, with the environment of this one. */
  boolean runsAreHere() {
    return conf.get("spark.master", "").startsWith("local");
  }

  /** The session of the runs; call it before {@link #forReports}. */
  SparkSession forRuns() {
    if (runs.isEmpty()) {
      SparkSession.Builder session = SparkSession.builder().appName(name);
      ofRuns.get().forEach(session::config);
      ProgressPlugin.configuration(conf).forEach(session::config);
      runs = Optional.of(session.getOrCreate());
    }
    return runs.get();
  }

  /** Whether there can be a session of the report: false where the runs' own would be it. */
  boolean canReport() {
    return conf.contains(REPORTS)
        || runs.map(session -> !session.sparkContext().isStopped()).orElse(true);
  }

  /**
   * The session of the report; ends the session of the runs, with its executors, if it is a
   * different one.
   */
  SparkSession forReports() {
    if (!conf.contains(REPORTS)) {
      return runs.orElseGet(() -> reports.orElseGet(this::startedForReports));
    }
    if (reports.isEmpty()) {
      runs.ifPresent(SparkSession::close);
      SparkConf local = conf.clone().setAppName(name).setMaster(conf.get(REPORTS));
      Arrays.stream(local.getAll())
          .map(Tuple2::_1)
          .filter(key -> LEASES.matcher(key).matches())
          .forEach(local::remove);
      reports =
          Optional.of(
              SparkSession.builder().sparkContext(SparkContext.getOrCreate(local)).getOrCreate());
    }
    return reports.get();
  }

  private SparkSession startedForReports() {
    reports = Optional.of(SparkSession.builder().appName(name).getOrCreate());
    return reports.get();
  }

  @Override
  public void close() {
    runs.ifPresent(SparkSession::close);
    reports.ifPresent(SparkSession::close);
  }
}
