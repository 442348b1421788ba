// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose slots are separate processes, monitored as by Prometheus. */
class WatchedSweepIT {
  private static final Pattern PASSES_MADE =
      Pattern.compile("metrics_espalier_driver_\\S*ProgressPlugin_passes_made_Value\\S* (\\S+)");
  private static final String SWEEP =
      """
      dense: {epochs: 8, batch: 10}
      grid:
        dataset: {name: shapes, train: 200, test: 100}
        model: {name: resnet20s, width: 0.25}
        method: dense
        seed: [1, 2]
      """;

  @TempDir private Path folder;

  @Test
  void the_driver_gauges_show_the_passes_of_executors_while_the_sweep_runs() throws Exception {
    int port = freePort();
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    String out = folder.resolve("out").toString();
    String spark = "--conf spark.port.maxRetries=0 --conf spark.ui.port=" + port;
    List<Double> passes = new ArrayList<>();
    try (Launched sweep =
        Launched.espalier(folder, spark, "sweep", config.toString(), "--out", out, "--verbose")) {
      while (sweep.isAlive() && passes.stream().noneMatch(made -> made > 0 && made < 16)) {
        passesMade(port, passes);
        Thread.sleep(200);
      }

      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
      assertThat(passes).as(sweep.output()).anyMatch(made -> made > 0 && made < 16);
      assertThat(sweep.output()).contains("2 of 2 runs, 16.0 of 16.0 passes");
    }
  }

  @Test
  void its_status_is_read_by_another_process_while_it_runs_and_after() throws Exception {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    String out = folder.resolve("out").toString();
    List<String> running = new ArrayList<>();
    try (Launched sweep = Launched.espalier(folder, "", "sweep", config.toString(), "--out", out)) {
      while (sweep.isAlive()
          && running.stream().noneMatch(text -> text.contains("running, heard"))) {
        running.add(CommandLineRun.of("status", "--out", out).out());
        Thread.sleep(500);
      }

      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
    }
    assertThat(running)
        .last(InstanceOfAssertFactories.STRING)
        .contains("runs     0 of 2 done, ", "| 0        | 127.0.0.1 |", "| 1        | 127.0.0.1 |");

    String ended;
    try (Launched status = Launched.espalier(folder, Map.of(), "status", "--out", out)) {
      assertThat(status.exit()).as(status.output()).isEqualTo(0);
      ended = status.output();
    }
    assertThat(ended)
        .contains("state    complete\n", "runs     2 of 2 done\n", "passes   16.0 of 16.0\n");
    try (Stream<Path> logs = Files.list(folder.resolve("out/logs/spark"))) {
      assertThat(logs).singleElement(InstanceOfAssertFactories.PATH).isNotEmptyFile();
    }
  }

  private static void passesMade(int port, List<Double> passes) throws InterruptedException {
    URI page = URI.create("http://127.0.0.1:%s/metrics/prometheus/".formatted(port));
    try {
      Matcher gauge =
          PASSES_MADE.matcher(
              HttpClient.newHttpClient()
                  .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                  .body());
      if (gauge.find()) {
        passes.add(Double.valueOf(gauge.group(1)));
      }
    } catch (IOException e) { // the page is not up yet or already down
      passes.add(Double.NaN);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
