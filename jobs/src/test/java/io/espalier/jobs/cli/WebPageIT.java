// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At which addresses of this machine the web page of a driver on a cluster answers. */
class WebPageIT {
  private static final String SWEEP =
      """
      dense: {epochs: 1, batch: 20}
      grid:
        dataset: {name: shapes, train: 200}
        model: {name: resnet20s, width: 0.25}
        method: {name: omp, epochs: 1, batch: 20}
        sparsity: {rounds: 1}
        seed: 1
      """;

  @TempDir private Path folder;
  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private InetAddress ofOthers;
  private String master;

  @BeforeEach
  void start() throws Exception {
    Optional<InetAddress> found = addressForOthers();
    assumeTrue(found.isPresent(), "this machine has an address for others");
    ofOthers = found.get();
    master = "127.0.0.1:" + freePort();
    cluster("start", "1");
  }

  @AfterEach
  void stop() throws Exception {
    if (master != null) {
      cluster("stop");
    }
  }

  @Test
  void it_answers_on_the_loopback_interface_only_unless_asked_and_executors_reach_the_driver()
      throws Exception {
    int port = freePort();
    try (Launched sweep = sweep(port, Map.of())) {
      sweep.until("web page", () -> answers(loopback, port));
      assertThat(answers(ofOthers, port)).isFalse();
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
    }
    assertThat(new Results(folder.resolve("results-" + port)).rows()).hasSize(2);

    int open = freePort();
    try (Launched sweep = sweep(open, Map.of("ESPALIER_UI_ADDRESS", "0.0.0.0"))) {
      sweep.until("web page", () -> answers(loopback, open));
      assertThat(answers(ofOthers, open)).isTrue();
    }
  }

  private Launched sweep(int port, Map<String, String> more) throws IOException {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    Map<String, String> environment = new HashMap<>(more);
    environment.put(
        "ESPALIER_SPARK_ARGS",
        ("--master spark://%s --properties-file conf/spark-cpu.conf"
                + " --conf spark.executor.memory=1g --conf spark.ui.port=%s")
            .formatted(master, port));
    return Launched.espalier(
        folder,
        environment,
        "sweep",
        config.toString(),
        "--out",
        folder.resolve("results-" + port).toString());
  }

  private void cluster(String... command) throws Exception {
    Map<String, String> environment =
        Map.of(
            "ESPALIER_CLUSTER",
            folder.resolve("cluster").toString(),
            "ESPALIER_MASTER",
            master,
            "ESPALIER_MASTER_UI",
            "0");
    List<String> words = new ArrayList<>(List.of("deploy/standalone/cluster"));
    words.addAll(List.of(command));
    try (Launched launched = Launched.start(folder, environment, words)) {
      assertThat(launched.exit()).as(launched.output()).isEqualTo(0);
    }
  }

  private static boolean answers(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** An IPv4 address of this machine that is not of the loopback interface. */
  private static Optional<InetAddress> addressForOthers() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Inet4Address.class::isInstance)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
