// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.storage;

import io.espalier.pruning.storage.LocationCredentials;
import io.espalier.pruning.storage.Storage;
import java.io.File;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a location of a user means to Hadoop: a {@linkplain Storage#isUri URI}, or a path in the
 * default file system.
 *
 * @param configuration that names the default file system
 */
record Locations(Configuration configuration) {

  /** See {@link HadoopStorage#absolute}. */
  String absolute(String location) {
    if (location.isEmpty() || Storage.isUri(location) || isOfAnotherUser(location)) {
      return location;
    }
    boolean isLocal = isLocalByDefault();
    if (location.startsWith("~")) {
      return (isLocal ? home() : ".") + location.substring(1);
    }
    return isLocal ? new File(location).getAbsolutePath() : location;
  }

  /** See {@link HadoopStorage#isOfWorkingFolder}. */
  boolean isOfWorkingFolder(String location) {
    return isLocalByDefault()
        && !location.isEmpty()
        && !Storage.isUri(location)
        && !location.startsWith("/")
        && !location.startsWith("~");
  }

  private boolean isLocalByDefault() {
    return FileSystem.getDefaultUri(configuration).getScheme().equals("file");
  }

  private static boolean isOfAnotherUser(String location) {
    return location.startsWith("~") && !location.equals("~") && !location.startsWith("~/");
  }

  /** As a shell would expand it. */
  private static String home() {
    String home = System.getenv("HOME");
    return home == null || home.isEmpty() ? System.getProperty("user.home") : home;
  }

  /**
   * @throws IOException when it is neither a path nor a URI, or has credentials in it, with the
   *     reason
   */
  Path path(String location) throws IOException {
    if (LocationCredentials.areIn(location)) {
      throw new IOException(LocationCredentials.refusal(location));
    }
    if (isOfAnotherUser(location)) {
      throw new IOException(
          "Invalid location: %s, must be an absolute path, as only ~/ is expanded; ./%s is the folder of this name"
              .formatted(location, location));
    }
    String absolute = absolute(location);
    boolean isRelative =
        !absolute.isEmpty() && !absolute.startsWith("/") && !Storage.isUri(absolute);
    try {
      // Hadoop takes the text before the first colon of a relative path for a scheme.
      return new Path(isRelative ? "./" + absolute : absolute);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "Invalid location: " + location + ", must be a path or a URI (" + e.getMessage() + ")",
          e);
    }
  }
}
