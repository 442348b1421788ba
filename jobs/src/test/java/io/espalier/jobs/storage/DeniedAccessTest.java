// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeniedAccessTest {
  private static final String READ =
      "; must be a location that this user can access: its owner can share the whole folder with"
          + " chmod -R g+rX, and later files with umask 027";
  private static final String WRITE =
      "; must be a location that this user can access: its owner can share the whole folder with"
          + " chmod -R g+rwX, and later files with umask 007";

  @TempDir private Path folder;
  private Path runs;
  private Path file;
  private String owner;

  @BeforeEach
  void write() throws IOException {
    runs = Files.createDirectory(folder.resolve("runs"));
    file = Files.createFile(runs.resolve("k.parquet"));
    Files.setPosixFilePermissions(runs, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    owner =
        "%s, group %s"
            .formatted(Files.getOwner(file).getName(), Files.getAttribute(file, "posix:group"));
  }

  @Test
  void a_file_that_cannot_be_read_is_named_with_its_owner() {
    assertThat(denying(folder.resolve("none"), file, file).reason(file))
        .isEqualTo("permission denied (it belongs to %s, rw-------)%s".formatted(owner, READ));
  }

  @Test
  void a_folder_that_cannot_be_entered_is_named_and_not_the_file_in_it() {
    assertThat(denying(runs, file, file).reason(file))
        .isEqualTo(
            "permission denied (%s belongs to %s, rwxr-x---)%s".formatted(runs, owner, READ));
  }

  @Test
  void the_folder_in_which_a_file_cannot_be_created_is_named() {
    assertThat(denying(file, file, runs).reason(runs.resolve("new/er/k.parquet")))
        .isEqualTo(
            "permission denied (%s belongs to %s, rwxr-x---)%s".formatted(runs, owner, WRITE));
  }

  @Test
  void a_denial_for_another_reason_has_no_owner() {
    assertThat(denying(folder.resolve("none"), folder.resolve("none"), folder).reason(file))
        .isEqualTo("permission denied; must be a location that this user can access");
  }

  @Test
  void exceptions_of_java_and_of_hadoop_are_explained() {
    assertThat(StoreException.of("open", "out/k", new AccessDeniedException("/nowhere/k")))
        .hasMessageStartingWith("Cannot open out/k: permission denied");
    assertThat(
            StoreException.of(
                "open", "out/k", new FileNotFoundException("/out/k (Permission denied)")))
        .hasMessageStartingWith("Cannot open out/k: permission denied");
    String hdfs = "Permission denied: user=b, access=READ, inode=\"/out/k\":a:hadoop:-rw-------";
    assertThat(StoreException.of("open", "hdfs://n/out/k", new AccessControlException(hdfs)))
        .hasMessageStartingWith("Cannot open hdfs://n/out/k: permission denied")
        .hasMessageContaining("(user=b, access=READ, inode=\"/out/k\":a:hadoop:-rw-------)");
  }

  /** A user who cannot enter, read and write these. */
  private static DeniedAccess denying(Path entering, Path reading, Path writing) {
    return new DeniedAccess(
        path -> !path.equals(entering),
        path -> !path.equals(reading),
        path -> !path.equals(writing));
  }
}
