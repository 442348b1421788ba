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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
