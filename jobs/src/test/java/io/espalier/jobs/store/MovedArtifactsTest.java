// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MovedArtifactsTest {
  private static final SampleRun RUN = SampleRun.dense("", 1, 0.9).pruned("omp", "", 0.5, 0.8);
  private static final SampleRun OTHER = SampleRun.dense("", 2, 0.9).pruned("omp", "", 0.5, 0.8);

  @TempDir private Path folder;
  private Path first;

  @BeforeEach
  void write() throws IOException {
    first = folder.resolve("first");
    write(first, RUN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"second", "a b", "100% é [x] {y} #", "a%20b", "deep/er"})
  void artifacts_of_a_moved_folder_are_in_its_new_place(String name) throws IOException {
    Path second = folder.resolve(name);
    Files.createDirectories(second.getParent());
    Files.move(first, second);

    assertThat(artifacts(second, RUN)).isEqualTo(in(second, RUN));
    assertThat(Path.of(artifacts(second, RUN).maskUri())).isRegularFile();
  }

  @Test
  void a_copy_has_its_own_artifacts_while_the_original_exists() throws IOException {
    Path copy = folder.resolve("copy");
    FileUtils.copyDirectory(first.toFile(), copy.toFile());

    assertThat(artifacts(copy, RUN)).isEqualTo(in(copy, RUN));
    assertThat(artifacts(first, RUN)).isEqualTo(in(first, RUN));
  }

  @Test
  void folders_that_were_merged_have_the_artifacts_of_both() throws IOException {
    Path other = folder.resolve("other");
    write(other, OTHER);
    Path merged = folder.resolve("merged");
    FileUtils.copyDirectory(first.toFile(), merged.toFile());
    FileUtils.copyDirectory(other.toFile(), merged.toFile());
    FileUtils.deleteDirectory(first.toFile());
    FileUtils.deleteDirectory(other.toFile());

    assertThat(artifacts(merged, RUN)).isEqualTo(in(merged, RUN));
    assertThat(artifacts(merged, OTHER)).isEqualTo(in(merged, OTHER));
  }

  @Test
  void rows_that_were_copied_without_their_artifacts_refer_to_the_original() throws IOException {
    Path copy = folder.resolve("copy");
    FileUtils.copyDirectory(first.resolve("runs").toFile(), copy.resolve("runs").toFile());

    assertThat(artifacts(copy, RUN)).isEqualTo(in(first, RUN));
  }

  @Test
  void compaction_keeps_what_was_stored_and_compacted_rows_move_too() throws IOException {
    Compaction.of(store(first));
    Path second = folder.resolve("second");
    Files.move(first, second);

    assertThat(artifacts(second, RUN)).isEqualTo(in(second, RUN));
    Compaction.of(store(second));
    Files.move(second, first);
    assertThat(artifacts(first, RUN)).isEqualTo(in(first, RUN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/mask.safetensors",
        "/out/artifacts/another/mask.safetensors",
        "/out/artifacts/KEY/deeper/mask.safetensors",
        "/out/xartifacts/KEY/mask.safetensors"
      })
  void a_location_of_another_form_or_key_is_unchanged(String stored) throws IOException {
    String location = stored.replace("KEY", RUN.key());
    store(first).write(RUN.keeping(new RunArtifacts(null, location)), List.of(), List.of());

    assertThat(artifacts(first, RUN)).isEqualTo(new RunArtifacts(null, location));
  }

  @Test
  void results_that_were_copied_to_a_bucket_have_their_artifacts_there() throws IOException {
    ResultStore bucket =
        new ResultStore(
            "s3a://bucket" + folder.resolve("in a bucket"), ObjectStoreFileSystem.configuration());
    FileUtils.copyDirectory(first.toFile(), folder.resolve("in a bucket").toFile());

    assertThat(bucket.runs(Set.of(RUN.key())))
        .extracting(row -> row.artifacts().maskUri())
        .containsExactly(bucket.artifacts(RUN.key()) + "/mask.safetensors");
  }

  private static void write(Path root, SampleRun run) throws IOException {
    RunArtifacts artifacts = in(root, run);
    store(root).write(run.keeping(artifacts), List.of(), List.of());
    Files.createDirectories(Path.of(artifacts.maskUri()).getParent());
    Files.createFile(Path.of(artifacts.maskUri()));
    Files.createFile(Path.of(artifacts.weightsUri()));
  }

  private static RunArtifacts in(Path root, SampleRun run) {
    String artifacts = root + "/artifacts/" + run.key();
    return new RunArtifacts(artifacts + "/ticket-0000.params", artifacts + "/mask.safetensors");
  }

  private static RunArtifacts artifacts(Path root, SampleRun run) throws IOException {
    return StoredRun.of(store(root), run.key()).orElseThrow().artifacts();
  }

  private static ResultStore store(Path root) {
    return new ResultStore(root.toString(), new Configuration());
  }
}
