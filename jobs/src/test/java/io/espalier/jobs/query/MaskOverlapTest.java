// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.report.Report;
import io.espalier.jobs.report.ReportBench;
import io.espalier.jobs.store.RunArtifacts;
import io.espalier.jobs.store.RunResult;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MaskOverlapTest {
  private static final String COLUMNS =
      "method, variant, other_method, other_variant, sparsity, round(iou, 4), round(chance_iou, 4),"
          + " round(ratio, 4), seeds";

  /** Of 16 weights, 8 kept: the first eight, the last eight, and the middle eight. */
  private static final byte[] FIRST = {-1, 0};

  private static final byte[] LAST = {0, -1};
  private static final byte[] MIDDLE = {(byte) 0xF0, 0x0F};

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.9);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.9);

  @Test
  void overlap_is_the_intersection_over_the_union_of_the_kept_weights() {
    assertThat(MaskOverlap.iou(FIRST, FIRST)).isEqualTo(1);
    assertThat(MaskOverlap.iou(FIRST, LAST)).isZero();
    assertThat(MaskOverlap.iou(FIRST, MIDDLE)).isEqualTo(4.0 / 12);
  }

  @Test
  void every_byte_of_a_longer_mask_counts() {
    byte[] a = new byte[11];
    byte[] b = new byte[11];
    a[0] = 0b0000_0111;
    b[0] = 0b0000_0110; // both 2, either 3
    a[7] = (byte) 0x80;
    b[8] = (byte) 0x80; // both 0, either 2
    a[10] = (byte) 0xFF;
    b[10] = 0x0F; // both 4, either 8

    assertThat(MaskOverlap.iou(a, b)).isEqualTo(6.0 / 13);
  }

  @Test
  void masks_of_different_sizes_and_empty_masks_have_no_overlap() {
    assertThat(MaskOverlap.iou(FIRST, new byte[] {-1, 0, 0})).isNull();
    assertThat(MaskOverlap.iou(new byte[2], new byte[2])).isNull();
  }

  @Test
  void any_two_masks_can_be_compared_in_sql() throws IOException {
    String first = mask("first", FIRST);
    String middle = mask("middle", MIDDLE);

    assertThat(iou("'%s', '%s'".formatted(first, middle))).isEqualTo("[" + 4.0 / 12 + "]");
    assertThat(iou("'%s', null".formatted(first))).isEqualTo("[null]");
    assertThat(iou("'%s', '%s'".formatted(first, bench.folder().resolve("gone"))))
        .isEqualTo("[null]");
  }

  @Test
  void pairs_share_a_seed_and_a_sparsity_and_are_shown_with_the_chance_overlap()
      throws IOException {
    write(dense1.pruned("bip", "", 0.5, 0.9), 8, FIRST);
    write(dense1.pruned("omp", "", 0.5, 0.9), 8, MIDDLE);
    write(dense2.pruned("bip", "", 0.5, 0.9), 8, LAST);
    write(dense2.pruned("omp", "", 0.5, 0.9), 8, LAST);
    write(dense2.pruned("imp", "", 0.75, 0.9), 4, new byte[] {0, (byte) 0xF0});
    write(dense2.pruned("omp", "", 0.75, 0.9), 4, new byte[] {0, (byte) 0xF0});

    // The seeds have overlaps of 1/3 and 1.
    // Chance: 0.5² ÷ (1 − 0.5²) = 1/3, and 0.25² ÷ (0.5 − 0.25²) = 1/7.
    assertThat(bench.ask("mask_overlap", COLUMNS))
        .containsExactly(
            "[bip,,omp,,0.5,0.6667,0.3333,2.0,2]", "[imp,,omp,,0.75,1.0,0.1429,7.0,1]");
  }

  @Test
  void two_variants_of_one_method_are_paired() throws IOException {
    write(dense1.pruned("bip", "", 0.5, 0.9), 8, FIRST);
    write(dense1.pruned("bip", "gamma=2.0", 0.5, 0.9), 8, LAST);

    assertThat(bench.ask("mask_overlap", COLUMNS))
        .containsExactly("[bip,,bip,gamma=2.0,0.5,0.0,0.3333,0.0,1]");
  }

  @Test
  void runs_of_another_setting_structure_dataset_or_dense_variant_are_not_paired()
      throws IOException {
    write(dense1.pruned("bip", "", 0.5, 0.9), 8, FIRST);
    write(dense1.in("another").pruned("omp", "", 0.5, 0.9), 8, FIRST);
    write(dense1.onData("beef").pruned("omp", "", 0.5, 0.9), 8, FIRST);
    write(dense1.pruned("omp", "", 0.5, 0.9).structured("filter"), 8, FIRST);
    write(SampleRun.dense("epochs=9", 1, 0.9).pruned("omp", "", 0.5, 0.9), 8, FIRST);

    assertThat(bench.ask("mask_overlap", COLUMNS)).isEmpty();
  }

  @Test
  void a_method_at_initialisation_is_paired_with_methods_of_every_dense_variant()
      throws IOException {
    write(dense1.pruned("bip", "", 0.5, 0.9), 8, FIRST);
    write(SampleRun.dense("epochs=9", 1, 0.9).pruned("bip", "", 0.5, 0.9), 8, LAST);
    write(dense1.pruned("random", "", 0.5, 0.9).fromInitialisation(), 8, FIRST);

    assertThat(bench.ask("mask_overlap", "dense_variant, method, other_method, iou"))
        .containsExactly("[,bip,random,1.0]", "[epochs=9,bip,random,0.0]");
  }

  @Test
  void a_pair_with_a_missing_mask_has_no_overlap() throws IOException {
    write(dense1.pruned("bip", "", 0.5, 0.9), 8, FIRST);
    write(dense1.pruned("omp", "", 0.5, 0.9), 8, FIRST);
    try (var masks = Files.list(bench.folder())) {
      Files.delete(masks.filter(Files::isRegularFile).findFirst().orElseThrow());
    }

    assertThat(bench.ask("mask_overlap", COLUMNS))
        .containsExactly("[bip,,omp,,0.5,null,0.3333,null,0]");
  }

  @Test
  void the_report_shows_overlaps_in_percent_and_their_ratio() throws IOException {
    write(dense1.pruned("bip", "", 0.5, 0.9), 8, FIRST);
    write(dense1.pruned("omp", "", 0.5, 0.9), 8, MIDDLE);

    assertThat(Report.of(bench.spark(), bench.store()).markdown())
        .contains(
            """
            | method | other method | sparsity % | iou % | chance iou % | ratio | seeds |
            | ------ | ------------ | ---------: | ----: | -----------: | ----: | ----: |
            | bip    | omp          |      50.00 | 33.33 |        33.33 | 1.00× |     1 |
            """);
  }

  private static String iou(String arguments) throws IOException {
    return bench.answer("select mask_iou(" + arguments + ")").get(0);
  }

  /** Writes a run of 16 prunable weights with its mask. */
  private void write(SampleRun run, int kept, byte[] bits) throws IOException {
    RunRow row = run.row();
    RunResult result =
        new RunResult(
            1 - kept / 16.0, kept, 16, 16L, (long) kept, 0.9, 0.99, 0.3, 16, kept, 16, kept);
    bench
        .store()
        .write(
            new RunRow(
                row.schemaVersion(),
                row.identity(),
                result,
                new RunArtifacts(null, mask(run.key(), bits)),
                row.cost(),
                row.place(),
                row.attempt(),
                row.startedAt(),
                row.finishedAt(),
                row.provenance()),
            List.of(),
            List.of());
  }

  private String mask(String name, byte[] bits) throws IOException {
    byte[] header =
        "{\"mask\":{\"dtype\":\"U8\",\"shape\":[%s],\"data_offsets\":[0,%s]}}"
            .formatted(bits.length, bits.length)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + header.length + bits.length);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).put(bits);
    return Files.write(bench.folder().resolve(name), file.array()).toString();
  }
}
