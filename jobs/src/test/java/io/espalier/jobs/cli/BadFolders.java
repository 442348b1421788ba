// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static io.espalier.jobs.cli.BadValue.input;

import java.util.List;
import java.util.stream.Stream;

/** Locations that are invalid where a folder is required. */
final class BadFolders {
  private BadFolders() {}

  /** Locations on an unknown or unreachable file system, or with an invalid name. */
  static final List<BadValue> UNREACHABLE =
      List.of(
          input("none://bucket/x", "Cannot reach none://bucket/x", "No FileSystem for scheme"),
          input(
              "abfs://bucket/x",
              "abfs://bucket/x",
              "AzureBlobFileSystem not found; must be on the class path"),
          input(
              "hdfs://no-host.invalid:8020/x", "hdfs://no-host.invalid:8020/x", "no-host.invalid"),
          input(
              "http://127.0.0.1:1/x",
              "Cannot reach http://127.0.0.1:1/x",
              "must be a path or a URI with a scheme such as file, hdfs or s3a"),
          input("file://host/x", "Cannot reach file://host/x", "expected: file:///"),
          input(
              "hdfs://127.0.0.1:1/a:b",
              "hdfs://127.0.0.1:1/a:b",
              "must have no colon in its path on HDFS"),
          input("~root/x", "Invalid location: ~root/x", "only ~/ is expanded"));

  /** For a command that only reads and accepts a missing folder. */
  static final List<BadValue> UNREADABLE =
      and(
          UNREACHABLE,
          input("{}/file", "{}/file", "it is a file, must be a folder"),
          input("{}/file/x", "{}/file/x", "it is a file, must be a folder"));

  /** For a command that writes. */
  static final List<BadValue> UNWRITABLE =
      and(
          UNREACHABLE.stream()
              .map(
                  bad ->
                      new BadValue(
                          bad.value(), bad.exit(), more(bad, "Cannot write to " + bad.value())))
              .toList(),
          input("{}/file", "Cannot write to {}/file: {}/file is a file, must be a folder"),
          input(
              "{}/file/x",
              "Cannot write to {}/file/x: a file is in its path where a folder must be"),
          input("/proc/none/x", "Cannot write to /proc/none/x: "));

  /** For a command that needs the results of a sweep. */
  static final List<BadValue> WITHOUT_RESULTS =
      and(
          UNREADABLE,
          input(
              "{}/nowhere",
              "Cannot find results in {}/nowhere",
              "pass the --out folder of a sweep"),
          input("{}/empty", "Cannot find results in {}/empty", "none of runs, failures, artifacts"),
          input("{}/other", "Cannot find results in {}/other", "pass the --out folder of a sweep"));

  /** The same values, for which the message must also name the option. */
  static List<BadValue> withOption(String option, List<BadValue> bad) {
    return bad.stream().map(b -> new BadValue(b.value(), b.exit(), more(b, option))).toList();
  }

  private static List<BadValue> and(List<BadValue> bad, BadValue... more) {
    return Stream.concat(bad.stream(), Stream.of(more)).toList();
  }

  private static List<String> more(BadValue bad, String told) {
    return Stream.concat(bad.told().stream(), Stream.of(told)).toList();
  }
}
