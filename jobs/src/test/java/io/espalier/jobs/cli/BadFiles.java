// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static io.espalier.jobs.cli.BadValue.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files that are not valid sweeps. */
final class BadFiles {
  private BadFiles() {}

  static final String RIGHT =
      "grid: {dataset: {name: shapes, train: 40, test: 20}, model: resnet20s, method: omp, sparsity: 0.5, seed: 1}\n";

  private static final String YAML = "Cannot read YAML: ";
  private static final String FILE = "Cannot read the sweep: ";

  /** A file's content, and the place and the messages that must be reported for it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Content(byte[] bytes, List<String> told) {}

  private static final Map<String, Content> FILES = new LinkedHashMap<>();

  static final List<BadValue> ALL = all();

  /** Writes the files of {@link #ALL}. */
  static void writeTo(Sandbox sandbox) throws IOException {
    Files.createDirectory(sandbox.at("folder.yaml"));
    FILES.forEach((name, content) -> sandbox.write(name, content.bytes()));
  }

  private static List<BadValue> all() {
    text("empty", "", "1:1", FILE + "the file is empty");
    text("comment", "# nothing yet\n", "1:1", FILE + "the file is empty");
    text("null", "~\n", "1:1", "Invalid sweep: null, must be a mapping with a grid or parts");
    text("list", "- grid\n", "1:1", "Invalid sweep: [\"grid\"], must be a mapping");
    text("text", "grid\n", "1:1", "Invalid sweep: \"grid\", must be a mapping");
    text("number", "3\n", "1:1", "Invalid sweep: 3, must be a mapping");
    text("unclosed", "grid: [\n", "2:1", YAML);
    text("tab", "grid:\n\tseed: 1\n", "2:1", YAML, "\\t(TAB)");
    text("indented", "grid:\n  seed: 1\n dataset: x\n", "3:2", YAML);
    text("two", RIGHT + "---\n" + RIGHT, "2:1", YAML + "expected a single document");
    text("twice", RIGHT + RIGHT, "2:1", "Duplicate key: grid, first at {}/twice.yaml:1:1");
    text("key", "[a]: 1\n" + RIGHT, "1:1", "Invalid key: must be a string");
    text(
        "merge", "<<: {name: x}\n" + RIGHT, "1:1", "Invalid key: <<, merge keys are not supported");
    text("class", "grid: !!java.net.URL [x]\n", "1:7", YAML + "Global tag is not allowed");
    text("itself", "name: &a [*a]\n" + RIGHT, "1:7", YAML + "this value contains itself");
    text("undefined", "name: *a\n" + RIGHT, "1:7", YAML + "found undefined alias a");
    text("aliases", aliases(9, 9), "1:1", YAML + "Number of aliases", "max=50");
    text(
        "doubling",
        aliases(25, 2),
        "1:1",
        YAML + "more than 500,000 values",
        "after expanding aliases");
    text("deep", "[".repeat(5_000), "1:1", YAML + "Nesting Depth exceeded max 50");
    text("bell", "name: \u0007\n", "1:1", YAML + "special characters are not allowed");
    text(
        "lines",
        RIGHT.replace("omp", "\"a\\nb\\e[31m\""),
        "1:80",
        "Unknown method: a\\u000ab\\u001b[31m");
    text("long", RIGHT.replace("omp", "x".repeat(900_000)), "1:80", "… (900,000 characters)");
    text(
        "cells",
        RIGHT.replace("seed: 1", "seed: " + numbers(100_001)),
        "1:1",
        "Invalid grid: 100,001 cells, must be at most 100,000");
    text(
        "variants",
        RIGHT.replace(
            "omp", "{name: omp, epochs: " + numbers(400) + ", batch: " + numbers(400) + "}"),
        "1:87",
        "Invalid method omp: 160,000 variants, must be at most 100,000");
    text(
        "huge",
        "#".repeat(1 << 20) + "\n" + RIGHT,
        "1:1",
        FILE + "the file is larger than the maximum of 1048576 bytes");
    bytes("utf16", RIGHT.getBytes(StandardCharsets.UTF_16));
    bytes("latin1", "name: ä\n".getBytes(StandardCharsets.ISO_8859_1));
    bytes("binary", new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xC3, 0x28});
    List<BadValue> all = new ArrayList<>();
    FILES.forEach(
        (name, content) -> all.add(new BadValue("{}/" + name, ExitCode.INPUT, content.told())));
    all.add(input("{}/nothere.yaml", "{}/nothere.yaml:1:1: " + FILE + "there is no such file"));
    all.add(
        input("{}/folder.yaml", "{}/folder.yaml:1:1: " + FILE + "it is a folder, must be a file"));
    uri("file:{}/nothere.yaml", FILE + "there is no such file", all);
    uri("file:{}/folder.yaml", FILE + "it is a folder, must be a file", all);
    uri("file:{}/latin1.yaml", FILE + "it is not UTF-8 text", all);
    uri("file:{}/unclosed.yaml", YAML, all);
    uri("none://bucket/x.yaml", FILE + "No FileSystem for scheme", all);
    uri("hdfs://127.0.0.1:1/x.yaml", FILE + "no response (", all);
    uri(
        "http://127.0.0.1:1/x.yaml",
        FILE + "http does not support listing, must be a path or a URI with a scheme such as",
        all);
    all.add(
        input(
            "abfs://bucket/x.yaml",
            "abfs://bucket/x.yaml:1:1: " + FILE,
            "AzureBlobFileSystem not found; must be on the class path"));
    all.add(
        input(
            "hdfs://127.0.0.1:1/a:b.yaml",
            "hdfs://127.0.0.1:1/a:b.yaml:1:1: " + FILE,
            "must have no colon in its path on HDFS"));
    all.add(input("{}/file/x.yaml", FILE + "a file is in its path where a folder must be"));
    all.add(
        input(
            "/dev/zero",
            "/dev/zero:1:1: " + FILE + "the file is larger than the maximum of 1048576 bytes"));
    return List.copyOf(all);
  }

  /** A file named by a URI, whose place is that URI. */
  private static void uri(String uri, String told, List<BadValue> all) {
    all.add(input(uri, uri + (told.equals(YAML) ? ":2:1: " : ":1:1: ") + told));
  }

  private static void text(String name, String text, String place, String... told) {
    List<String> all = new ArrayList<>(List.of(told));
    all.add("{}/%s.yaml:%s: ".formatted(name, place));
    FILES.put(name + ".yaml", new Content(text.getBytes(StandardCharsets.UTF_8), all));
  }

  private static void bytes(String name, byte[] bytes) {
    FILES.put(
        name + ".yaml",
        new Content(
            bytes, List.of("{}/%s.yaml:1:1: %sit is not UTF-8 text".formatted(name, FILE))));
  }

  /** Nested aliases: each of {@code levels} refers to the one before {@code each} times. */
  private static String aliases(int levels, int each) {
    return IntStream.range(0, levels)
        .mapToObj(
            i ->
                "a%s: &a%s [%s]\n"
                    .formatted(
                        i, i, ", ".concat(i == 0 ? "x" : "*a" + (i - 1)).repeat(each).substring(2)))
        .collect(Collectors.joining());
  }

  private static String numbers(int count) {
    return IntStream.rangeClosed(1, count).boxed().toList().toString();
  }
}
