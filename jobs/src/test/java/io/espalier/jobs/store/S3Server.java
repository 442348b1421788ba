// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * An S3 server that checks signatures and stores buckets as folders: S3Proxy in its own process,
 * because its libraries are not those of the project.
 */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "bucket";
  private static final Login LOGIN = new Login("espalier", "whose secret is this");
  private static final Path JAR = Path.of("target/it/s3proxy.jar").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Process process;
  private final int port;
  private final Login login;

  /** Whom the server lets in. */
  record Login(String key, String secret) {}

  private S3Server(Process process, int port, Login login) {
    this.process = process;
    this.port = port;
    this.login = login;
  }

  /** Starts a server with an empty bucket, and returns when it answers. */
  static S3Server start(Path folder) throws IOException, InterruptedException {
    return start(folder, LOGIN);
  }

  /** As {@link #start(Path)}; the bucket is the folder {@code buckets/bucket}. */
  static S3Server start(Path folder, Login login) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.createDirectories(folder.resolve("buckets/" + BUCKET));
    Properties settings = new Properties();
    settings.setProperty("s3proxy.endpoint", "http://127.0.0.1:" + port);
    settings.setProperty("s3proxy.authorization", "aws-v2-or-v4");
    settings.setProperty("s3proxy.identity", login.key());
    settings.setProperty("s3proxy.credential", login.secret());
    settings.setProperty("jclouds.provider", "filesystem-nio2");
    settings.setProperty("jclouds.filesystem.basedir", folder.resolve("buckets").toString());
    Path file = folder.resolve("s3proxy.properties");
    try (var out = Files.newOutputStream(file)) {
      settings.store(out, null);
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                JAR.toString(),
                "--properties",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    S3Server server = new S3Server(process, port, login);
    server.awaitAnswer();
    return server;
  }

  private void awaitAnswer() throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (!process.isAlive() || Instant.now().isAfter(end)) {
          process.destroyForcibly();
          throw new IllegalStateException("Cannot start " + JAR + ": no answer at port " + port, e);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  int port() {
    return port;
  }

  /** The settings that a user needs, with the retries of {@code conf/spark-local.conf}. */
  Configuration configuration() {
    Configuration configuration = SparkConfFile.hadoopSettings();
    configuration.set("fs.s3a.endpoint", "http://127.0.0.1:" + port);
    configuration.setBoolean("fs.s3a.path.style.access", true);
    configuration.set("fs.s3a.access.key", login.key());
    configuration.set("fs.s3a.secret.key", login.secret());
    configuration.setBoolean("fs.s3a.impl.disable.cache", true);
    return configuration;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
