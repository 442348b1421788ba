// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest {
  private final Storage storage = new LocalStorage();

  @TempDir private Path folder;

  @Test
  void a_created_file_can_be_opened() throws IOException {
    String location = Storage.in(folder.toString(), "a");

    storage.create(location, out -> out.write("hello".getBytes(UTF_8)));

    assertThat(read(location)).isEqualTo("hello");
  }

  @Test
  void plain_paths_and_file_uris_name_the_same_file() throws IOException {
    Path file = folder.resolve("with space");
    storage.create(file.toString(), out -> out.write('x'));

    assertThat(read(file.toUri().toString())).isEqualTo("x");
    assertThat(storage.list(folder.toUri().toString())).containsExactly("with space");
  }

  @Test
  void create_makes_missing_folders_and_replaces_an_existing_file() throws IOException {
    String location = folder.resolve("deep/er/a").toString();

    storage.create(location, out -> out.write("a longer old content".getBytes(UTF_8)));
    storage.create(location, out -> out.write("new".getBytes(UTF_8)));

    assertThat(read(location)).isEqualTo("new");
    assertThat(storage.list(folder.resolve("deep/er").toString())).containsExactly("a");
  }

  @Test
  void a_folder_may_be_a_symbolic_link() throws IOException {
    Files.createDirectory(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

    storage.create(folder.resolve("link/a").toString(), out -> out.write('x'));

    assertThat(folder.resolve("real/a")).hasContent("x");
  }

  @Test
  void during_a_write_readers_see_only_the_complete_old_file() throws IOException {
    String location = folder.resolve("a").toString();
    storage.create(location, out -> out.write("old".getBytes(UTF_8)));

    storage.create(
        location,
        out -> {
          out.write(new byte[1 << 20]);
          out.flush();
          assertThat(read(location)).isEqualTo("old");
          assertThat(storage.list(folder.toString())).containsExactly("a");
        });

    assertThat(read(location)).hasSize(1 << 20);
  }

  @Test
  void folders_and_file_lengths_are_listed_separately() throws IOException {
    for (String name : List.of("b", "aa", "y/d", "x/d")) {
      storage.create(
          folder.resolve(name).toString(), out -> out.write(name.repeat(50).getBytes(UTF_8)));
    }

    assertThat(storage.folders(folder.toString())).containsExactly("x", "y");
    assertThat(storage.lengths(folder.toString()))
        .containsExactly(Map.entry("aa", 100L), Map.entry("b", 50L));
    assertThat(storage.folders(folder.resolve("missing").toString())).isEmpty();
    assertThat(storage.lengths(folder.resolve("missing").toString())).isEmpty();
    assertThat(storage.contents(folder.toString()))
        .isEqualTo(
            new Storage.Contents(new TreeMap<>(Map.of("aa", 100L, "b", 50L)), List.of("x", "y")));
    assertThat(storage.contents(folder.resolve("missing").toString()).isEmpty()).isTrue();
    assertThatThrownBy(() -> storage.folders(folder.resolve("b").toString()))
        .hasMessageEndingWith("b: it is a file, must be a folder");
  }

  @Test
  void the_unfinished_file_is_in_the_same_folder() throws IOException {
    storage.create(
        folder.resolve("a").toString(),
        out -> assertThat(folder).isDirectoryContaining(Files::isRegularFile));
  }

  @Test
  void a_failed_write_leaves_only_the_old_file() throws IOException {
    String location = folder.resolve("a").toString();
    storage.create(location, out -> out.write("old".getBytes(UTF_8)));

    assertThatThrownBy(
            () ->
                storage.create(
                    location,
                    out -> {
                      out.write("half".getBytes(UTF_8));
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(read(location)).isEqualTo("old");
    assertThat(folder.toFile().list()).containsExactly("a");
  }

  @Test
  void a_list_has_only_file_names_in_sorted_order() throws IOException {
    for (String name : List.of("c", "a", "B", "b.bin")) {
      Files.writeString(folder.resolve(name), name);
    }
    Files.createDirectory(folder.resolve("folder"));

    assertThat(storage.list(folder.toString())).containsExactly("B", "a", "b.bin", "c");
  }

  @Test
  void a_missing_folder_is_listed_as_empty_and_a_file_is_refused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(storage.list(folder.resolve("missing").toString())).isEmpty();
    assertThatThrownBy(() -> storage.list(file.toString()))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot list " + file + ": it is a file, must be a folder");
  }

  @Test
  void the_error_of_a_missing_file_names_it() {
    String location = folder.resolve("missing").toString();

    assertThatThrownBy(() -> storage.open(location))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("Cannot open " + location + ": there is no such file");
  }

  @Test
  void a_folder_can_be_neither_opened_nor_replaced() {
    assertThatThrownBy(() -> storage.open(folder.toString()))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(FileNotFoundException.class)
        .hasMessage("Cannot open " + folder + ": it is a folder, must be a file");
    assertThatThrownBy(() -> storage.create(folder.toString(), out -> out.write('x')))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot create " + folder + ": it is a folder, must be a file");
  }

  @Test
  void other_schemes_and_broken_uris_are_refused() {
    assertThatThrownBy(() -> storage.open("s3a://bucket/a"))
        .isInstanceOf(IOException.class)
        .hasMessage("Invalid location: s3a://bucket/a, must be a plain path or a file: URI");
    assertThatThrownBy(() -> storage.list("file:/%zz"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Invalid location: file:/%zz, must be like file:/folder/name");
  }

  @Test
  void a_location_is_a_uri_when_a_slash_follows_its_scheme() {
    assertThat(List.of("s3a://b/x", "hdfs:///x", "file:/x", "a:/b", "a+b-1.c:/", "S3:/x"))
        .allMatch(Storage::isUri);
    assertThat(
            List.of(
                "",
                "x",
                "/x",
                "a:b",
                "file:x",
                "10:00:/x",
                "runs/10:00",
                "runs/a:/b",
                "./a:/b",
                "~/a:/b",
                ":/x",
                "://",
                "é:/x",
                "a b:/x",
                "a"))
        .noneMatch(Storage::isUri);
  }

  @Test
  void a_colon_without_a_slash_is_part_of_a_path() throws IOException {
    assertThat(storage.list("no:such")).isEmpty();
    assertThat(storage.list("file:relative")).isEmpty();
    storage.create(folder + "/a:b/10:00", out -> out.write('x'));

    assertThat(storage.list(folder + "/a:b")).containsExactly("10:00");
    assertThat(storage.list(folder.toUri() + "a:b")).containsExactly("10:00");
  }

  @Test
  void streams_are_buffered() throws IOException {
    String location = folder.resolve("a").toString();
    storage.create(location, out -> out.write('x'));

    try (InputStream in = storage.open(location)) {
      assertThat(in).isInstanceOf(BufferedInputStream.class);
    }
  }

  private String read(String location) throws IOException {
    try (InputStream in = storage.open(location)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
