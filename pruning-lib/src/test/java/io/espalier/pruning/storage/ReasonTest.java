// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReasonTest {

  @Test
  void known_exceptions_are_described_in_words() {
    Map<IOException, String> told =
        Map.of(
            new NoSuchFileException("/a"), "there is no such file",
            new AccessDeniedException("/a"), "permission denied",
            new FileAlreadyExistsException("/a"), "/a is a file, must be a folder",
            new NotDirectoryException("/a"), "/a is a file, must be a folder",
            new FileSystemException("/a", null, "Not a directory"),
                "a file is in its path where a folder must be",
            new FileSystemException("/a", null, "No space left on device"),
                "No space left on device",
            new IOException("Is a directory"), "it is a folder, must be a file",
            new MalformedInputException(1), "it is not UTF-8 text",
            new UnknownHostException("host"), "unknown host host",
            new IOException("Connection refused"), "Connection refused");

    told.forEach((thrown, words) -> assertThat(Reason.of(thrown)).isEqualTo(words));
  }

  @Test
  void an_exception_without_a_message_is_described_by_its_class_name() {
    assertThat(Reason.of(new IOException())).isEqualTo("java.io.IOException");
  }
}
