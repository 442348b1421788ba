// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Explains why the operating system denies this user access to a local file: which file or folder
 * denies it, to whom that belongs, and what its owner can do.
 *
 * @param isSearchable whether this user can open what is in a folder
 * @param isReadable whether this user can read a file or list a folder
 * @param isWritable whether this user can write a file or into a folder
 */
public record DeniedAccess(
    Predicate<Path> isSearchable, Predicate<Path> isReadable, Predicate<Path> isWritable) {
  /** The access of this process. */
  public static final DeniedAccess OF_THIS_USER =
      new DeniedAccess(Files::isExecutable, Files::isReadable, Files::isWritable);

  private static final String DENIED = "permission denied";

  /** The reason and the remedy, to follow the name of the file and a colon. */
  public String reason(Path file) {
    Path absolute = file.toAbsolutePath();
    Optional<Path> closed =
        parents(absolute)
            .filter(folder -> Files.isDirectory(folder) && !isSearchable.test(folder))
            .findFirst();
    if (closed.isPresent()) {
      return denied(closed.get().toString(), closed.get(), "g+rX", "027");
    }
    if (Files.exists(absolute) && !isReadable.test(absolute)) {
      return denied("it", absolute, "g+rX", "027");
    }
    return Stream.of(absolute, absolute.getParent())
        .flatMap(path -> existing(path).stream())
        .filter(Predicate.not(isWritable))
        .findFirst()
        .map(unwritable -> denied(unwritable.toString(), unwritable, "g+rwX", "007"))
        .orElse(DENIED + "; must be a location that this user can access");
  }

  /** All folders above {@code file}, the outermost first. */
  private static Stream<Path> parents(Path file) {
    return Stream.iterate(1, count -> count < file.getNameCount(), count -> count + 1)
        .map(count -> file.getRoot().resolve(file.subpath(0, count)));
  }

  /** {@code file}, or the innermost folder above it that exists. */
  private static Optional<Path> existing(Path file) {
    return Stream.iterate(file, at -> at != null, Path::getParent)
        .filter(Files::exists)
        .findFirst();
  }

  private static String denied(String name, Path by, String mode, String umask) {
    return "%s%s; must be a location that this user can access: its owner can share the whole folder with chmod -R %s, and later files with umask %s"
        .formatted(DENIED, owner(name, by), mode, umask);
  }

  private static String owner(String name, Path path) {
    try {
      PosixFileAttributes attributes =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return " (%s belongs to %s, group %s, %s)"
          .formatted(
              name,
              attributes.owner().getName(),
              attributes.group().getName(),
              PosixFilePermissions.toString(attributes.permissions()));
    } catch (IOException | UnsupportedOperationException e) { // cannot be found out
      return "";
    }
  }
}
