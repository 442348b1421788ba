package io.espalier.jobs;

import io.espalier.jobs.progress.ProgressPlugin;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The sessions of a sweep, one after the other and each begun when it is asked for: that of its
 * runs, and that of the reports. They are the same unless {@code spark.espalier.reports.master}
 * names a master for reports alone.
 */
final class SweepSessions implements AutoCloseable {
  private static final String REPORTS = "spark.espalier.reports.master";

  private final String name;
  private final SparkConf conf = new SparkConf();
  private Optional<SparkSession> runs = Optional.empty();
  private Optional<SparkSession> reports = Optional.empty();

  /**
   * @param name of the applications
   */
  SweepSessions(String name) {
    this.name = name;
  }

  /** To be asked for before that of the reports. */
  SparkSession forRuns() {
    if (runs.isEmpty()) {
      runs = Optional.of(begun(ProgressPlugin.configuration(conf)));
    }
    return runs.get();
  }

  /** Ends the session of the runs, and with it their processes, where it is another. */
  SparkSession forReports() {
    if (!conf.contains(REPORTS)) {
      return forRuns();
    }
    if (reports.isEmpty()) {
      runs.ifPresent(SparkSession::close);
      reports = Optional.of(begun(Map.of("spark.master", conf.get(REPORTS))));
    }
    return reports.get();
  }

  private SparkSession begun(Map<String, String> settings) {
    SparkSession.Builder builder = SparkSession.builder().appName(name);
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }

  @Override
  public void close() {
    runs.ifPresent(SparkSession::close);
    reports.ifPresent(SparkSession::close);
  }
}
