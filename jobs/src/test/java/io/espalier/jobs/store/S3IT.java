// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3IT extends StoreContract {
  private static final String ROOT = "s3a://" + S3Server.BUCKET;

  @TempDir private static Path folder;
  private static S3Server server;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  Configuration configuration() {
    return server.configuration();
  }

  @Override
  String root() {
    return ROOT;
  }

  /** Writes into the server's own folder, because uploading so many files takes minutes. */
  @Override
  void fill(String below, List<String> names) throws IOException {
    Path bucket = folder.resolve("buckets/" + S3Server.BUCKET);
    Path into = Files.createDirectories(bucket.resolve(below.substring(ROOT.length() + 1)));
    for (String name : names) {
      Files.write(into.resolve(name), new byte[] {1});
    }
  }

  @Test
  void a_wrong_secret_is_reported_with_the_location_and_the_setting_to_change() {
    Configuration configuration = configuration();
    configuration.set("fs.s3a.secret.key", "not the secret");
    ResultStore store = new ResultStore(ROOT + "/out", configuration);

    assertThatThrownBy(store::checkWritable)
        .satisfies(S3IT::isOneLine)
        .hasMessageStartingWith(
            "Cannot write to s3a://bucket/out: access denied; must have credentials ")
        .hasMessageContaining("spark.hadoop.fs.s3a.access.key");
    assertThatThrownBy(store::doneKeys)
        .hasMessageStartingWith(
            "Cannot list s3a://bucket/out/runs: access denied; must have credentials ");
  }

  @Test
  void an_unreachable_server_is_reported() {
    Configuration configuration = configuration();
    configuration.set("fs.s3a.endpoint", "http://127.0.0.1:1");
    configuration.setInt("fs.s3a.retry.limit", 1);

    assertThatThrownBy(new ResultStore(ROOT + "/out", configuration)::doneKeys)
        .satisfies(S3IT::isOneLine)
        .hasMessageStartingWith("Cannot list s3a://bucket/out/runs: no response (");
  }

  @Test
  void a_missing_bucket_is_reported() {
    ResultStore store = new ResultStore("s3a://nowhere/out", configuration());

    assertThatThrownBy(store::checkWritable)
        .satisfies(S3IT::isOneLine)
        .hasMessage("Cannot write to s3a://nowhere/out: the bucket does not exist");
    assertThatThrownBy(store::doneKeys)
        .satisfies(S3IT::isOneLine)
        .hasMessageStartingWith("Cannot list s3a://nowhere/out/runs: the bucket does not exist");
  }

  @Test
  void requests_are_retried_while_the_server_is_busy() throws IOException {
    Instant end = Instant.now().plus(Duration.ofSeconds(40));
    try (BusyProxy proxy = new BusyProxy(server.port(), () -> Instant.now().isBefore(end))) {
      ResultStore store = new ResultStore(ROOT + "/busy", through(proxy));

      store.checkWritable();

      assertThat(store.doneKeys()).isEmpty();
      assertThat(proxy.refused()).isGreaterThan(5);
    }
  }

  @Test
  void a_server_that_stays_busy_is_reported() throws IOException {
    try (BusyProxy proxy = new BusyProxy(server.port(), () -> true)) {
      Configuration configuration = through(proxy);
      configuration.setInt("fs.s3a.retry.throttle.limit", 2);
      ResultStore store = new ResultStore(ROOT + "/busy", configuration);

      assertThatThrownBy(store::checkWritable)
          .satisfies(S3IT::isOneLine)
          .hasMessageStartingWith("Cannot write to s3a://bucket/busy: the server was busy");
      assertThatThrownBy(store::doneKeys)
          .satisfies(S3IT::isOneLine)
          .hasMessageStartingWith("Cannot list s3a://bucket/busy/runs: the server was busy");
    }
  }

  private Configuration through(BusyProxy proxy) {
    Configuration configuration = configuration();
    configuration.set("fs.s3a.endpoint", "http://127.0.0.1:" + proxy.port());
    return configuration;
  }

  private static void isOneLine(Throwable thrown) {
    assertThat(thrown.getMessage().lines()).hasSize(1);
  }
}
