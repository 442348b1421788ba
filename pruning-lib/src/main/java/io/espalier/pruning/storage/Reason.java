// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.storage;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * The reason of a failed file operation, to follow the file name and a colon. The message of many
 * exceptions of {@code java.nio} is only the file name.
 */
public final class Reason {
  private Reason() {}

  /** The reason, without a full stop; never empty. */
  public static String of(IOException thrown) {
    if (thrown instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (thrown instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (thrown instanceof CharacterCodingException) {
      return "it is not UTF-8 text";
    }
    if (thrown instanceof UnknownHostException) {
      return "unknown host " + thrown.getMessage();
    }
    if (thrown instanceof FileAlreadyExistsException || thrown instanceof NotDirectoryException) {
      return ((FileSystemException) thrown).getFile() + " is a file, must be a folder";
    }
    String message =
        thrown instanceof FileSystemException files && files.getReason() != null
            ? files.getReason()
            : thrown.getMessage();
    if (message == null) {
      return thrown.toString();
    }
    return switch (message) {
      case "Not a directory" -> "a file is in its path where a folder must be";
      case "Is a directory" -> "it is a folder, must be a file";
      default -> message;
    };
  }
}
