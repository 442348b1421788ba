// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.report.ReportBench;
import io.espalier.jobs.store.RunArtifacts;
import io.espalier.jobs.store.RunResult;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TicketDistancesTest {
  private static final String COLUMNS =
      "method, variant, sparsity, round(distance, 4), round(relative_distance, 4),"
          + " round(angle_degrees, 4), seeds";

  private static final byte[] FIRST_TWO = {0b011};

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.9);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.9);

  /** (3, 4) − (4, −3) = (−1, 7), of length √50; both have length 5, and their product is 0. */
  @Test
  void any_ticket_can_be_compared_in_sql() throws IOException {
    String ticket = weights("ticket", 4, -3, 0);
    String dense = weights("dense", 3, 4, 9);
    String mask = mask("mask", FIRST_TWO);

    assertThat(distance("'%s', '%s', '%s'".formatted(ticket, dense, mask)))
        .isEqualTo("[7.0711,1.4142,90.0]");
    assertThat(distance("'%s', '%s', null".formatted(ticket, dense))).isEqualTo("[null,null,null]");
    assertThat(distance("'%s', null, '%s'".formatted(ticket, mask))).isEqualTo("[null,null,null]");
    assertThat(distance("'%s', '%s', '%s'".formatted("nowhere", dense, mask)))
        .isEqualTo("[null,null,null]");
    assertThat(distance("'%s', '%s', '%s'".formatted(ticket, weights("x", 1), mask)))
        .isEqualTo("[null,null,null]");
  }

  /**
   * Of seed 1, as above: distance √50 and 90°, relative √2. Of seed 2, (6, 8) beside (3, 4):
   * distance 5 and 0°, relative 1.
   */
  @Test
  void a_cell_is_the_mean_of_its_tickets_each_beside_the_dense_network_of_its_seed()
      throws IOException {
    write(dense1, FIRST_TWO, 3, 4, 9);
    write(dense2, FIRST_TWO, 3, 4, -1);
    write(dense1.pruned("imp", "", 0.5, 0.9), FIRST_TWO, 4, -3, 0);
    write(dense2.pruned("imp", "", 0.5, 0.9), FIRST_TWO, 6, 8, 0);
    write(dense2.pruned("imp", "rewind=0.5", 0.5, 0.9), FIRST_TWO, 3, 4, 0);
    write(dense2.pruned("imp", "", 0.2, 0.9), new byte[] {0b111}, 3, 4, 0);
    write(dense1.pruned("snip", "", 0.5, 0.9).fromInitialisation(), FIRST_TWO, 3, 4, 0);

    assertThat(bench.ask("stability", COLUMNS))
        .containsExactly(
            "[imp,,0.2,1.0,0.1961,11.3099,1]", // 1 ÷ √26, and its arc sine
            "[imp,,0.5,6.0355,1.2071,45.0,2]",
            "[imp,rewind=0.5,0.5,0.0,0.0,0.0,1]");
    assertThat(
            bench.ask(
                "stability",
                "round(distance_ci95, 4), round(relative_distance_ci95, 4),"
                    + " round(angle_degrees_ci95, 2)"))
        .as("12.7062 · half of the difference of the two seeds")
        .containsExactly("[null,null,null]", "[13.1577,2.6315,571.78]", "[null,null,null]");
  }

  /**
   * Of seed 1 the orders 0, 1 and 2, (3, 4), (4, −3) and (6, 8): the pairs are √50 and 90°, 5 and
   * 0°, and (2, 11), √125, and 90° apart. Of seed 2 the orders 0 and 1 are equal.
   */
  @Test
  void copies_of_a_ticket_that_saw_the_data_in_other_orders_are_compared_in_pairs()
      throws IOException {
    write(dense1, FIRST_TWO, 9, 9, 9);
    write(dense1.pruned("imp", "epochs=2", 0.5, 0.9), FIRST_TWO, 3, 4, 9);
    write(dense1.pruned("imp", "data_order=1 epochs=2", 0.5, 0.9), FIRST_TWO, 4, -3, 0);
    write(dense1.pruned("imp", "data_order=2 epochs=2", 0.5, 0.9), FIRST_TWO, 6, 8, 5);
    write(dense1.pruned("imp", "data_order=1 epochs=3", 0.5, 0.9), FIRST_TWO, 1, 1, 5);
    write(dense1.pruned("imp", "data_order=1 epochs=2", 0.8, 0.9), FIRST_TWO, 1, 1, 5);
    write(dense2.pruned("imp", "epochs=2", 0.5, 0.9), FIRST_TWO, 1, 2, 0);
    write(dense2.pruned("imp", "data_order=1 epochs=2", 0.5, 0.9), FIRST_TWO, 1, 2, 1);

    assertThat(bench.ask("order_stability", COLUMNS))
        .as("half of the means of √50, 5, √125, of √2, 1, √5, and of 90, 0, 90")
        .containsExactly("[imp,epochs=2,0.5,3.8752,0.775,30.0,2]");
    assertThat(bench.ask("order_stability", "round(distance_ci95, 3)"))
        .as("12.7062 · half of the difference of the two seeds")
        .containsExactly("[49.24]");
  }

  @Test
  void a_run_whose_files_are_missing_is_no_seed_of_its_cell() throws IOException {
    SampleRun kept = dense2.pruned("imp", "", 0.5, 0.9);
    write(dense1, FIRST_TWO, 3, 4, 9);
    write(dense2, FIRST_TWO, 3, 4, 9);
    write(dense1.pruned("imp", "", 0.5, 0.9), FIRST_TWO, 6, 8, 0);
    write(kept, FIRST_TWO, 6, 8, 0);
    write(dense1.pruned("omp", "", 0.5, 0.9), FIRST_TWO, 6, 8, 0);

    Files.delete(bench.folder().resolve(kept.key()).resolve("state.safetensors"));
    assertThat(bench.ask("stability", COLUMNS))
        .containsExactly("[imp,,0.5,5.0,1.0,0.0,1]", "[omp,,0.5,5.0,1.0,0.0,1]");

    Files.delete(bench.folder().resolve(dense1.key()).resolve("state.safetensors"));
    assertThat(bench.ask("stability", COLUMNS))
        .containsExactly("[imp,,0.5,null,null,null,0]", "[omp,,0.5,null,null,null,0]");
  }

  /** Samples have exactly a million weights. */
  @Test
  void networks_of_more_than_a_million_weights_are_left_out() throws IOException {
    write(dense1, FIRST_TWO, 3, 4, 9);
    write(dense1.pruned("imp", "", 0.5, 0.9), FIRST_TWO, 6, 8, 0);
    SampleRun omp = dense1.pruned("omp", "", 0.5, 0.9);
    RunRow row =
        omp.keeping(
            new RunArtifacts(weights(omp.key(), 6, 8, 0), mask(omp.key() + ".mask", FIRST_TWO)));
    RunResult found = row.result();
    RunResult larger =
        new RunResult(
            1 - found.kept() / 1_000_001.0,
            found.kept(),
            1_000_001,
            found.groups(),
            found.groupsKept(),
            found.accuracy(),
            found.top5(),
            found.loss(),
            found.parameters(),
            found.parametersKept(),
            found.macs(),
            found.macsKept());
    RunRow another =
        new RunRow(
            row.schemaVersion(),
            row.identity(),
            larger,
            row.artifacts(),
            row.cost(),
            row.place(),
            row.attempt(),
            row.startedAt(),
            row.finishedAt(),
            row.provenance());
    bench.store().write(another, List.of(), List.of());

    assertThat(row.result().prunable()).isEqualTo(1_000_000);
    assertThat(bench.ask("stability", COLUMNS)).containsExactly("[imp,,0.5,5.0,1.0,0.0,1]");
  }

  /** Spark can call a function again for each field of a struct. */
  @Test
  void the_files_of_a_ticket_are_read_once_for_all_fields() throws IOException {
    String ticket = weights("ticket", 4, -3, 0);
    String dense = weights("dense", 3, 4, 9);
    String mask = mask("mask", FIRST_TWO);
    TicketDistances distances =
        new TicketDistances(
            new SerializableConfiguration(bench.spark().sparkContext().hadoopConfiguration()));
    Row first = distances.call(ticket, dense, mask);
    weights("ticket", 3, 4, 0);

    assertThat(distances.call(ticket, dense, mask)).isSameAs(first);
    assertThat(distances.call(dense, dense, mask).getDouble(0)).isZero();
    assertThat(distances.call(ticket, dense, mask).getDouble(0)).isZero();
  }

  private static String distance(String arguments) throws IOException {
    return bench
        .answer(
            "select round(d.distance, 4), round(d.relative, 4), round(d.degrees, 4) from"
                + " (select ticket_distance("
                + arguments
                + ") as d)")
        .get(0);
  }

  /** Writes a run of three prunable weights with its mask and its state. */
  private static void write(SampleRun run, byte[] mask, float... weights) throws IOException {
    RunArtifacts artifacts =
        new RunArtifacts(weights(run.key(), weights), mask(run.key() + ".mask", mask));
    bench.store().write(run.keeping(artifacts), List.of(), List.of());
  }

  /** Writes a state, and returns where the weights beside it would be. */
  private static String weights(String name, float... values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Path folder = Files.createDirectories(bench.folder().resolve(name));
    write(folder.resolve("state.safetensors"), "weights", "F32", values.length, bytes.array());
    return folder.resolve("ticket-0000.params").toString();
  }

  private static String mask(String name, byte[] bits) throws IOException {
    return write(bench.folder().resolve(name), "mask", "U8", bits.length, bits).toString();
  }

  private static Path write(Path file, String tensor, String type, int size, byte[] data)
      throws IOException {
    byte[] header =
        "{\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[0,%s]}}"
            .formatted(tensor, type, size, data.length)
            .getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + header.length + data.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).put(data);
    return Files.write(file, bytes.array());
  }
}
