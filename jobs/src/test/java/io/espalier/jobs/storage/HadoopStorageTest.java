// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.store.ObjectStoreFileSystem;
import io.espalier.pruning.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HadoopStorageTest {
  @TempDir Path folder;

  /**
   * The ways to create a file: a local move, a staged file that replaces another in one step or in
   * two, and an upload.
   */
  private interface Kind {
    Configuration configuration(Path folder);

    String root(Path folder);
  }

  private record Local() implements Kind {
    @Override
    public Configuration configuration(Path folder) {
      return new Configuration();
    }

    @Override
    public String root(Path folder) {
      return folder.toString();
    }
  }

  private record Renaming() implements Kind {
    @Override
    public Configuration configuration(Path folder) {
      Configuration configuration = new Configuration();
      configuration.set("fs.viewfs.mounttable.t.link./out", folder.toUri().toString());
      configuration.setBoolean("fs.viewfs.impl.disable.cache", true);
      return configuration;
    }

    @Override
    public String root(Path folder) {
      return "viewfs://t/out";
    }
  }

  private record Bucket() implements Kind {
    @Override
    public Configuration configuration(Path folder) {
      return ObjectStoreFileSystem.configuration();
    }

    @Override
    public String root(Path folder) {
      return "s3a://bucket" + folder;
    }
  }

  private record Plain() implements Kind {
    @Override
    public Configuration configuration(Path folder) {
      return PlainFileSystem.configuration();
    }

    @Override
    public String root(Path folder) {
      return "plain://store" + folder;
    }
  }

  static Stream<Named<Kind>> kinds() {
    return Stream.of(
        Named.of("file", new Local()),
        Named.of("viewfs", new Renaming()),
        Named.of("s3a", new Bucket()),
        Named.of("without an atomic replacement", new Plain()));
  }

  @Test
  void only_a_relative_local_folder_becomes_absolute() {
    HadoopStorage local = new HadoopStorage(new Configuration());
    Configuration cluster = new Configuration();
    cluster.set("fs.defaultFS", "hdfs://host:8020");
    HadoopStorage hdfs = new HadoopStorage(cluster);

    assertThat(local.absolute("results")).isEqualTo(Path.of("").toAbsolutePath() + "/results");
    assertThat(local.absolute("/data")).isEqualTo("/data");
    assertThat(local.absolute("s3a://bucket/x")).isEqualTo("s3a://bucket/x");
    assertThat(local.absolute("a:b")).isEqualTo(Path.of("").toAbsolutePath() + "/a:b");
    assertThat(local.absolute("runs/2026-11-28T10:00"))
        .isEqualTo(Path.of("").toAbsolutePath() + "/runs/2026-11-28T10:00");
    assertThat(local.absolute("")).isEmpty();
    assertThat(hdfs.absolute("results")).as("below the user's home").isEqualTo("results");
  }

  @Test
  void a_tilde_is_the_home_folder_as_in_a_shell() throws IOException {
    HadoopStorage local = new HadoopStorage(new Configuration());
    Configuration cluster = new Configuration();
    cluster.set("fs.defaultFS", "hdfs://host:8020");
    HadoopStorage hdfs = new HadoopStorage(cluster);
    String home = System.getenv("HOME");

    assertThat(local.absolute("~/data/x")).isEqualTo(home + "/data/x");
    assertThat(local.absolute("~")).isEqualTo(home);
    assertThat(local.absolute("data/~")).isEqualTo(Path.of("data/~").toAbsolutePath().toString());
    assertThat(hdfs.absolute("~/data")).as("in the home folder there").isEqualTo("./data");
    assertThat(local.list("~/no such folder")).isEmpty();
    assertThatThrownBy(() -> local.list("~root/x"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Invalid location: ~root/x, must be an absolute path, as only ~/ is expanded; ./~root/x is the folder of this name");
    assertThat(local.absolute("~root/x")).as("refused when it is used").isEqualTo("~root/x");
    assertThat(local.list("./~root/x")).isEmpty();
  }

  @Test
  void a_colon_in_a_path_is_no_scheme() throws IOException {
    HadoopStorage local = new HadoopStorage(new Configuration());
    assertThat(local.list("no:such")).isEmpty();
    assertThat(local.list("file:relative")).isEmpty();

    Configuration other = new Renaming().configuration(folder);
    other.set("fs.defaultFS", "viewfs://t/");
    HadoopStorage relative = new HadoopStorage(other);
    assertThatThrownBy(() -> relative.open("no:such/file"))
        .as("taken for a path below the home folder")
        .isInstanceOf(FileNotFoundException.class);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_name_can_have_any_character(Kind kind) throws IOException {
    HadoopStorage storage = new HadoopStorage(kind.configuration(folder));
    boolean isView = kind instanceof Renaming; // Hadoop's viewfs cannot list a name with a colon
    for (String name :
        List.of(isView ? "10" : "10:00", "a b", "50%20", "#?", "+*", "[x]", "{a,b}", "é ٧ 数")) {
      String below = Storage.in(kind.root(folder), name);
      storage.checkWritable(below);
      storage.create(below + "/x", out -> out.write(name.getBytes(UTF_8)));

      assertThat(read(storage, below + "/x")).isEqualTo(name);
      assertThat(storage.list(below)).containsExactly("x");
      assertThat(storage.folders(kind.root(folder))).containsExactly(name);
      assertThat(storage.seekable(below + "/x").getLength()).isPositive();
      storage.delete(below);
      assertThat(storage.folders(kind.root(folder))).isEmpty();
    }
  }

  @Test
  void a_name_that_a_file_system_cannot_list_is_an_io_error() throws IOException {
    Kind view = new Renaming();
    HadoopStorage storage = new HadoopStorage(view.configuration(folder));
    String location = view.root(folder) + "/10:00";

    storage.create(location + "/x", out -> out.write('x'));

    assertThatThrownBy(() -> storage.list(location))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Invalid location: " + location + ", must be a path or a URI (");
  }

  @Test
  void a_colon_on_hdfs_is_refused_before_the_name_node_is_asked() {
    HadoopStorage storage = new HadoopStorage(new Configuration());

    assertThatThrownBy(() -> storage.checkWritable("hdfs://127.0.0.1:1/runs/10:00"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot write to hdfs://127.0.0.1:1/runs/10:00: Invalid location: hdfs://127.0.0.1:1/runs/10:00, must have no colon in its path on HDFS");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_file_reads_back_as_written_and_as_replaced(Kind kind) throws IOException {
    Storage storage = new HadoopStorage(kind.configuration(folder));
    String file = kind.root(folder) + "/a/b c/x";

    storage.create(file, out -> out.write("first, and longer".getBytes(UTF_8)));
    assertThat(read(storage, file)).isEqualTo("first, and longer");

    storage.create(file, out -> out.write("second".getBytes(UTF_8)));
    assertThat(read(storage, file)).isEqualTo("second");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void checking_that_a_folder_is_writable_leaves_no_new_files_or_folders(Kind kind)
      throws IOException {
    HadoopStorage storage = new HadoopStorage(kind.configuration(folder));
    storage.create(kind.root(folder) + "/old/x", out -> out.write('x'));

    storage.checkWritable(kind.root(folder) + "/new/er");
    storage.checkWritable(kind.root(folder) + "/old");
    storage.checkWritable(kind.root(folder) + "/old/new");

    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(path -> !path.toString().endsWith(".crc")).map(folder::relativize))
          .containsExactlyInAnyOrder(Path.of(""), Path.of("old"), Path.of("old/x"));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_writer_that_fails_leaves_the_old_file_and_nothing_else(Kind kind) throws IOException {
    Storage storage = new HadoopStorage(kind.configuration(folder));
    String file = kind.root(folder) + "/x";
    storage.create(file, out -> out.write("old".getBytes(UTF_8)));

    assertThatThrownBy(
            () ->
                storage.create(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(read(storage, file)).isEqualTo("old");
    assertThat(visibleFiles()).containsExactly("x");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_reader_sees_the_old_file_until_the_new_one_is_complete(Kind kind) throws IOException {
    Storage storage = new HadoopStorage(kind.configuration(folder));
    String file = kind.root(folder) + "/x";
    storage.create(file, out -> out.write("old".getBytes(UTF_8)));

    storage.create(
        file,
        out -> {
          out.write(new byte[100_000]);
          out.flush();
          assertThat(read(storage, file)).isEqualTo("old");
          assertThat(storage.list(kind.root(folder))).containsExactly("x");
        });

    assertThat(Files.size(folder.resolve("x"))).isEqualTo(100_000);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void only_files_are_listed_and_in_order_of_their_names(Kind kind) throws IOException {
    Storage storage = new HadoopStorage(kind.configuration(folder));
    for (String name : List.of("b", "a", "c", "folder/d")) {
      storage.create(kind.root(folder) + "/" + name, out -> out.write('x'));
    }

    assertThat(storage.list(kind.root(folder))).containsExactly("a", "b", "c");
    assertThat(storage.list(kind.root(folder) + "/missing")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void folders_and_file_lengths_are_listed_separately(Kind kind) throws IOException {
    Storage storage = new HadoopStorage(kind.configuration(folder));
    for (String name : List.of("b", "aa", "y/d", "x/d")) {
      storage.create(
          kind.root(folder) + "/" + name, out -> out.write(name.repeat(50).getBytes(UTF_8)));
    }

    assertThat(storage.folders(kind.root(folder))).containsExactly("x", "y");
    assertThat(storage.lengths(kind.root(folder)))
        .containsExactly(Map.entry("aa", 100L), Map.entry("b", 50L));
    assertThat(storage.folders(kind.root(folder) + "/missing")).isEmpty();
    assertThat(storage.lengths(kind.root(folder) + "/missing")).isEmpty();
    assertThat(storage.contents(kind.root(folder)))
        .isEqualTo(
            new Storage.Contents(new TreeMap<>(Map.of("aa", 100L, "b", 50L)), List.of("x", "y")));
    assertThat(storage.contents(kind.root(folder) + "/missing").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_missing_file_is_named(Kind kind) {
    Storage storage = new HadoopStorage(kind.configuration(folder));

    assertThatThrownBy(() -> storage.open(kind.root(folder) + "/missing"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("missing");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_folder_is_deleted_with_its_content_and_deleting_it_again_has_no_effect(Kind kind)
      throws IOException {
    HadoopStorage storage = new HadoopStorage(kind.configuration(folder));
    String file = kind.root(folder) + "/a/b/x";
    storage.create(file, out -> out.write('x'));

    storage.delete(kind.root(folder) + "/a");
    storage.delete(kind.root(folder) + "/a");

    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void a_stale_checksum_file_does_not_invalidate_the_new_file() throws IOException {
    Storage storage = new HadoopStorage(new Configuration());
    var path = new org.apache.hadoop.fs.Path(folder.toUri().toString(), "x");
    FileSystem checked = FileSystem.getLocal(new Configuration());
    try (FSDataOutputStream out = checked.create(path)) {
      out.write("with a checksum".getBytes(UTF_8));
    }
    assertThat(folder.resolve(".x.crc")).exists();

    storage.create(folder + "/x", out -> out.write("without".getBytes(UTF_8)));

    try (InputStream in = checked.open(path)) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("without");
    }
  }

  @Test
  void a_plain_path_is_on_the_default_file_system() throws IOException {
    Configuration configuration = new Renaming().configuration(folder);
    configuration.set("fs.defaultFS", "viewfs://t/");

    new HadoopStorage(configuration).create("/out/x", out -> out.write('x'));

    assertThat(folder.resolve("x")).exists();
  }

  @Test
  void a_file_uri_can_have_characters_that_uris_escape() throws IOException {
    Storage storage = new HadoopStorage(new Configuration());

    storage.create("file:" + folder + "/50% of é", out -> out.write('x'));

    assertThat(storage.list("file:" + folder)).containsExactly("50% of é");
  }

  @Test
  void an_unknown_scheme_and_an_empty_location_are_io_errors() {
    Storage storage = new HadoopStorage(new Configuration());

    assertThatThrownBy(() -> storage.list("nowhere://x/y"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> storage.list(""))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Invalid location: , must be a path or a URI");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_full_disk_is_reported_with_the_location_and_leaves_no_file_behind(Kind kind)
      throws IOException {
    Assumptions.assumeThat(Path.of("/dev/full")).exists();
    Storage storage = new HadoopStorage(kind.configuration(folder));
    String file = kind.root(folder) + "/x";

    assertThatThrownBy(
            () ->
                storage.create(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      Files.write(Path.of("/dev/full"), new byte[1]);
                    }))
        .isInstanceOf(StoreException.class)
        .hasMessageMatching("Cannot (create|write) .*: No space left on device; free some space.*");

    assertThat(visibleFiles()).isEmpty();
  }

  @Test
  void a_missing_file_system_library_is_reported_with_the_package_to_add() {
    Configuration configuration = new Configuration();
    configuration.set("fs.s3a.impl", "org.example.NoSuchFileSystem");

    assertThatThrownBy(() -> new HadoopStorage(configuration).list("s3a://missing/x"))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("Cannot reach s3a://missing/x: ")
        .hasMessageContaining("NoSuchFileSystem")
        .hasMessageContaining("--packages org.apache.hadoop:hadoop-aws:");
  }

  private static String read(Storage storage, String file) throws IOException {
    try (InputStream in = storage.open(file)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** All files except checksums, which viewfs writes on local folders. */
  private List<String> visibleFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .toList();
    }
  }
}
