// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.cli.Launched;
import io.espalier.jobs.storage.HadoopStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The credentials of a bucket are in nothing that a sweep writes or prints: not in the results, the
 * output, the logs of driver and executors, the event log, the web page or an error.
 */
class S3CredentialsIT {
  private static final S3Server.Login LOGIN =
      new S3Server.Login("AKIAQ7WX4ZKJ2VNB5MTR", "vT3q/9Lr+Zk2Wm8Xs1Nc5Hb7Jd4Gf6Pa0Qe2Ry");
  private static final String WRONG = "mQ8z/4Kp+Xw7Yt2Vb6Nc1Rf9Hs3Jd5Lg0Ze8Ua";
  private static final Path WORK =
      Path.of("target/spark/work").toAbsolutePath(); // of local-cluster's executors
  private static final Pattern ID = Pattern.compile("\"id\" : \"([^\"]+)\"");

  /** One run diverges, so that there is a failure, too. */
  private static final String SWEEP =
      """
      dense: {epochs: 1, batch: 20}
      data: {cifar10: s3a://bucket/cifar}
      grid:
        dataset: cifar10
        model: {name: resnet20s, width: 0.25}
        method: [{name: omp, epochs: 1, batch: 20}, {name: omp, epochs: 1, batch: 20, rate: 1e30}]
        sparsity: 0.5
        seed: 1
      """;

  /** How a user gives credentials. */
  private enum Way {
    ENVIRONMENT,
    SETTINGS
  }

  @TempDir private Path folder;
  private final List<String> shown = new ArrayList<>();
  private final HttpClient web = HttpClient.newHttpClient();

  @ParameterizedTest
  @EnumSource(Way.class)
  void nothing_that_a_sweep_writes_or_prints_has_them(Way way) throws Exception {
    Instant start = Instant.now();
    try (S3Server server = S3Server.start(folder, LOGIN)) {
      HadoopStorage storage = new HadoopStorage(server.configuration());
      for (String file : List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4")) {
        storage.create("s3a://bucket/cifar/" + file + ".bin", out -> out.write(images()));
      }
      storage.create("s3a://bucket/cifar/data_batch_5.bin", out -> out.write(images()));
      storage.create("s3a://bucket/cifar/test_batch.bin", out -> out.write(images()));
      String config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP).toString();
      String out = "s3a://bucket/out";
      int port = freePort();
      Path events = Files.createDirectory(folder.resolve("events"));
      String logged =
          " --conf spark.ui.port=%s --conf spark.eventLog.enabled=true --conf spark.eventLog.dir=%s"
              .formatted(port, events.toUri());

      try (Launched sweep =
          espalier(server, way, LOGIN.secret(), logged, "sweep", config, "--out", out)) {
        sweep.until("web page", () -> isShown(port));
        assertThat(sweep.exit()).as(sweep.output()).isEqualTo(4);
        shown.add(sweep.output());
      }
      if (way == Way.SETTINGS) {
        runs(server, way, LOGIN.secret(), 0, "doctor", config, "--out", out);
        runs(server, way, LOGIN.secret(), 0, "plan", config, "--out", out);
        runs(server, way, LOGIN.secret(), 0, "sql", "--out", out, "set");
        runs(server, way, WRONG, 2, "plan", config, "--out", out);
      }
    }

    Map<String, List<String>> places = places(start);
    assertThat(places.keySet())
        .anyMatch(name -> name.contains("/out/runs/"))
        .anyMatch(name -> name.contains("/out/failures/"))
        .anyMatch(name -> name.contains("/out/report/"))
        .anyMatch(name -> name.contains("/events/"))
        .anyMatch(name -> name.endsWith("/stderr"))
        .anyMatch(name -> name.startsWith("shown"));
    assertThat(places.values()) // what is compressed is read
        .anyMatch(texts -> texts.size() > 1 && texts.get(1).contains("omp"));
    places.forEach(
        (name, texts) ->
            texts.forEach(
                text -> assertThat(forms()).as(name).noneMatch(secret -> text.contains(secret))));
  }

  /** The credentials as they are, and as URLs, JSON and Base64 write them. */
  private static List<String> forms() {
    return Stream.of(LOGIN.key(), LOGIN.secret(), WRONG)
        .flatMap(
            secret ->
                Stream.of(
                    secret,
                    secret.substring(secret.indexOf('/') + 1),
                    secret.replace("/", "\\/"),
                    URLEncoder.encode(secret, StandardCharsets.UTF_8),
                    Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(secret.getBytes(StandardCharsets.UTF_8))))
        .toList();
  }

  /** Everything that was written or shown since {@code start}, by its name. */
  private Map<String, List<String>> places(Instant start) throws IOException {
    Map<String, List<String>> places = new HashMap<>();
    for (int i = 0; i < shown.size(); i++) {
      places.put("shown " + i, List.of(shown.get(i)));
    }
    for (Path root : List.of(folder, WORK)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          boolean isNew = Files.getLastModifiedTime(file).compareTo(FileTime.from(start)) >= 0;
          if (isNew && !file.endsWith("s3proxy.properties") && !file.toString().endsWith(".jar")) {
            places.put(file.toString(), Contents.of(file));
          }
        }
      }
    }
    return places;
  }

  /** Whether the web page answers; what it shows then is kept. */
  private boolean isShown(int port) {
    try {
      String application = get(port, "/api/v1/applications");
      Matcher id = ID.matcher(application);
      if (!id.find()) {
        return false;
      }
      List<String> pages = new ArrayList<>();
      for (String page :
          List.of(
              "/environment/",
              "/jobs/",
              "/executors/",
              "/metrics/json/",
              "/metrics/prometheus/",
              "/api/v1/applications/" + id.group(1) + "/environment")) {
        pages.add(get(port, page));
      }
      assertThat(pages.get(0)).contains("spark.eventLog.enabled");
      assertThat(pages.get(5)).contains("hadoopProperties");
      shown.addAll(pages);
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String get(int port, String path) throws IOException, InterruptedException {
    URI page = URI.create("http://127.0.0.1:" + port + path);
    var answer = web.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(page + ": " + answer.statusCode());
    }
    return answer.body();
  }

  private void runs(S3Server server, Way way, String secret, int exit, String... arguments)
      throws IOException, InterruptedException {
    try (Launched launched = espalier(server, way, secret, "", arguments)) {
      assertThat(launched.exit()).as(launched.output()).isEqualTo(exit);
      shown.add(launched.output());
    }
  }

  private Launched espalier(
      S3Server server, Way way, String secret, String more, String... arguments)
      throws IOException {
    String spark =
        "--master local-cluster[1,1,2048] --conf spark.executor.memory=1g"
            + " --conf spark.hadoop.fs.s3a.path.style.access=true"
            + " --conf spark.hadoop.fs.s3a.endpoint=http://127.0.0.1:"
            + server.port()
            + more;
    Map<String, String> environment = new HashMap<>();
    if (way == Way.SETTINGS) {
      spark +=
          " --conf spark.hadoop.fs.s3a.access.key=%s --conf spark.hadoop.fs.s3a.secret.key=%s"
              .formatted(LOGIN.key(), secret);
    } else {
      environment.put("AWS_ACCESS_KEY_ID", LOGIN.key());
      environment.put("AWS_SECRET_ACCESS_KEY", secret);
      spark +=
          " --conf spark.executorEnv.AWS_ACCESS_KEY_ID=%s --conf spark.executorEnv.AWS_SECRET_ACCESS_KEY=%s"
              .formatted(LOGIN.key(), secret);
    }
    environment.put("ESPALIER_SPARK_ARGS", spark);
    return Launched.espalier(folder, environment, arguments);
  }

  /** Images of noise, two of each class. */
  private static byte[] images() {
    byte[] images = new byte[20 * 3073];
    new SplittableRandom(1).nextBytes(images);
    for (int i = 0; i < 20; i++) {
      images[i * 3073] = (byte) (i % 10);
    }
    return images;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
