// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.sweep.Cell;
import io.espalier.jobs.sweep.Part;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.train.Cost;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Evaluation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** Tasks of a real application, and the web page that Prometheus would read. */
class ProgressPluginTest {
  private static final Choice<ImageDataset> SHAPES = Datasets.ALL.choose("shapes", Map.of());
  private static final Choice<PruningMethod> DENSE = Methods.ALL.choose("dense", Map.of());
  static final Plan PLAN =
      new Plan(
          SweepGraph.of(
              List.of(
                  new Part(
                      "grid",
                      List.of(
                          new Cell(
                              SHAPES,
                              Architectures.ALL.choose("resnet20s", Map.of()),
                              Precision.FLOAT32,
                              new Unstructured(),
                              DENSE,
                              DENSE,
                              Sparsity.DENSE,
                              1)))),
              Map.of(SHAPES, "f0")),
          Set.of());

  @Test
  void epochs_of_a_task_reach_the_progress_and_the_metrics_of_its_application() throws Exception {
    for (double passes : new double[] {3, 4}) { // one application after the other
      try (JavaSparkContext spark = new JavaSparkContext(configuration())) {
        RunNode run = PLAN.toDo().get(0);
        Progress progress = new Progress(PLAN, Map.of(), () -> 1, InstantSource.system());
        ProgressPlugin.follow(progress);
        progress.started(run);
        RunKey key = run.key();
        spark
            .parallelize(List.of(passes), 1)
            .foreach(made -> new EpochSender(key).accept(report(made)));
        await(() -> progress.snapshot().passesMade() > 0);

        assertThat(progress.snapshot().passesMade()).isEqualTo(passes);
        assertThat(metrics(spark))
            .contains(gauge("passes_made", passes))
            .contains(gauge("passes_to_do", DENSE.value().passes()))
            .contains(gauge("runs_to_do", 1))
            .contains(gauge("runs_in_flight", 1))
            .contains(gauge("accuracy_in_flight_lowest", 0.75));
      }
    }
  }

  @Test
  void plugins_of_the_user_are_kept() {
    assertThat(
            ProgressPlugin.configuration(new SparkConf(false).set("spark.plugins", "com.acme.A")))
        .containsExactly(Map.entry("spark.plugins", "com.acme.A," + ProgressPlugin.NAME));
    assertThat(
            ProgressPlugin.configuration(
                new SparkConf(false).set("spark.plugins", ProgressPlugin.NAME)))
        .as("not twice")
        .containsExactly(Map.entry("spark.plugins", ProgressPlugin.NAME));
    assertThat(ProgressPlugin.configuration(new SparkConf(false)))
        .containsExactly(Map.entry("spark.plugins", ProgressPlugin.NAME));
  }

  @Test
  void a_task_runs_in_an_application_without_the_plugin() {
    try (JavaSparkContext spark =
        new JavaSparkContext(
            configuration().set("spark.plugins", "").set("spark.ui.enabled", "false"))) {
      spark
          .parallelize(List.of(1.0), 1)
          .foreach(made -> new EpochSender(new RunKey("key")).accept(report(made)));
    }
  }

  private static SparkConf configuration() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[1]")
            .setAppName("progress")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.port", "0")
            .set("spark.metrics.namespace", "espalier")
            .set(
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .set("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus");
    ProgressPlugin.configuration(conf).forEach(conf::set);
    return conf;
  }

  private static EpochReport report(double passes) {
    return new EpochReport(
        "train", 1, 200, 2.0, new Evaluation(0.75, 1.0, 1.0), new Cost(passes, 0, 1.0));
  }

  private static String gauge(String name, double value) {
    return "metrics_espalier_driver_plugin_io_espalier_jobs_progress_ProgressPlugin_%s_Value{type=\"gauges\"} %s\n"
        .formatted(name, value);
  }

  private static String metrics(JavaSparkContext spark) throws Exception {
    URI page = URI.create(spark.sc().uiWebUrl().get() + "/metrics/prometheus/");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.contains("ProgressPlugin"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
      Thread.sleep(20);
    }
  }
}
