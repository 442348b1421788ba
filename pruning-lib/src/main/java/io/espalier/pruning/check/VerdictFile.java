// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the result of the engine check of a machine, for later processes.
 *
 * @param folder folder where DJL unpacks libtorch
 * @param identity everything that the result depends on; its hash is the file name
 */
record VerdictFile(Path folder, EngineIdentity identity) {
  private static final Logger LOG = LoggerFactory.getLogger(VerdictFile.class);

  /** The content of the file; the facts are for human readers. */
  private record Content(Map<String, String> facts, List<EngineVerdict> tried) {}

  /**
   * The stored result or, without one, the result of {@code check}, which is then stored. If
   * several processes start together, one checks and the others wait.
   *
   * @throws IOException when {@code check} throws it; a failure to store the result is only logged
   */
  List<EngineVerdict> read(Callable<List<EngineVerdict>> check) throws IOException {
    Optional<List<EngineVerdict>> known = known();
    if (known.isPresent()) {
      return known.get();
    }
    Optional<FileChannel> lock = lock();
    if (lock.isEmpty()) {
      return called(check);
    }
    try {
      Optional<List<EngineVerdict>> meanwhile = known();
      if (meanwhile.isPresent()) {
        return meanwhile.get();
      }
      List<EngineVerdict> tried = called(check);
      write(tried);
      return tried;
    } finally {
      lock.get().close();
    }
  }

  /**
   * A lock that is held until the channel is closed; empty if the folder is not writable or does
   * not support locks.
   */
  private Optional<FileChannel> lock() throws IOException {
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve("checked.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.lock();
      return Optional.of(channel);
    } catch (IOException e) {
      LOG.warn("Cannot store the result of the engine check in {}: {}", folder, e.toString());
      if (channel != null) {
        channel.close();
      }
      return Optional.empty();
    }
  }

  private static List<EngineVerdict> called(Callable<List<EngineVerdict>> check)
      throws IOException {
    try {
      return check.call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private Optional<List<EngineVerdict>> known() {
    try {
      String json = Files.readString(file(), StandardCharsets.UTF_8);
      Content content = EngineCheckProgram.json().fromJson(json, Content.class);
      return Optional.ofNullable(content).map(Content::tried).filter(VerdictFile::isWhole);
    } catch (IOException | JsonParseException e) { // missing or incomplete
      return Optional.empty();
    }
  }

  /**
   * Whether the result is complete; Gson yields null for unknown constants, such as an operation
   * under an older name.
   */
  private static boolean isWhole(List<EngineVerdict> tried) {
    return !tried.isEmpty()
        && tried.stream()
            .flatMap(verdict -> verdict.findings().stream())
            .allMatch(finding -> finding.operation() != null && finding.quantity() != null);
  }

  private void write(List<EngineVerdict> tried) {
    try {
      Path part = Files.createTempFile(folder, "checked", ".part");
      Files.writeString(
          part, EngineCheckProgram.json().toJson(new Content(identity.facts(), tried)));
      if (part.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        // Other users of the folder read it too.
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
      }
      Files.move(part, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("Cannot store the result of the engine check in {}: {}", folder, e.getMessage());
    }
  }

  private Path file() {
    return folder.resolve("checked-" + identity.name() + ".json");
  }
}
