// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.storage;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.security.AccessControlException;

/**
 * A failed operation of a file system, in one line: the operation, the location, the reason and the
 * remedy. The messages of the file systems repeat the first three and lack the last.
 */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1;

  /** How {@code java.io} says that a local file cannot be opened. */
  private static final Pattern DENIED = Pattern.compile("(/.*) \\(Permission denied\\)");

  private static final Pattern DENIED_BY_HDFS =
      Pattern.compile("Permission denied: (user=.*inode=.*)");

  private final String reason;

  private StoreException(String tried, String location, String reason, Throwable cause) {
    super("Cannot %s %s: %s".formatted(tried, location, reason), cause);
    this.reason = reason;
  }

  /** The reason and the remedy, without the operation and the location. */
  public String reason() {
    return reason;
  }

  /**
   * Explains {@code thrown}, or returns it if its message suffices.
   *
   * @param tried operation, as a verb
   * @param location as the user gave it
   */
  public static IOException of(String tried, String location, IOException thrown) {
    return thrown instanceof StoreException
        ? thrown
        : reason(location, thrown)
            .<IOException>map(reason -> new StoreException(tried, location, reason, thrown))
            .orElse(thrown);
  }

  /** A file system whose library is not on the class path. */
  static IOException missingLibrary(String location, ClassNotFoundException thrown) {
    return new StoreException(
        "reach",
        location,
        thrown.getMessage()
            + "; must be on the class path, for s3a with"
            + " --packages org.apache.hadoop:hadoop-aws:<the release of the cluster's Hadoop>",
        thrown);
  }

  private static Optional<String> reason(String location, IOException thrown) {
    Matcher denied = DENIED.matcher(firstLine(thrown));
    if (thrown instanceof AccessDeniedException
        || thrown instanceof AccessControlException
        || denied.matches()) {
      if (!location.startsWith("s3a:")) {
        return Optional.of(denied(location, thrown, denied));
      }
      return Optional.of(
          "access denied; must have credentials with access, for s3a"
              + " spark.hadoop.fs.s3a.access.key and .secret.key, or AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY");
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException) {
        return Optional.of(
            "no response (" + firstLine(cause) + "); must be the address of a running server");
      }
    }
    // By name, because their library is optional.
    return switch (thrown.getClass().getSimpleName()) {
      case "UnknownStoreException" -> Optional.of("the bucket does not exist");
      case "AWSServiceThrottledException", "AWSStatus500Exception" ->
          Optional.of(
              "the server was busy or failed at every attempt (503 or 500); retry later,"
                  + " or raise spark.hadoop.fs.s3a.retry.throttle.limit");
      default -> outOfSpace(thrown);
    };
  }

  private static String denied(String location, IOException thrown, Matcher denied) {
    boolean isLocal = !location.contains(":") || location.startsWith("file:");
    if (isLocal && denied.matches()) {
      return DeniedAccess.OF_THIS_USER.reason(Path.of(denied.group(1)));
    }
    if (isLocal && thrown instanceof AccessDeniedException local && local.getFile() != null) {
      return DeniedAccess.OF_THIS_USER.reason(Path.of(local.getFile()));
    }
    Matcher remote = DENIED_BY_HDFS.matcher(firstLine(thrown));
    return "permission denied%s; must be a location that this user can access"
        .formatted(remote.matches() ? " (" + remote.group(1) + ")" : "");
  }

  /** The message of Java lacks the location, and that of HDFS has a page of advice. */
  private static Optional<String> outOfSpace(IOException thrown) {
    String line = firstLine(thrown);
    return line.contains("No space left on device")
            || line.contains("Disk quota exceeded")
            || thrown.getClass().getSimpleName().endsWith("QuotaExceededException")
        ? Optional.of(line + "; free some space, or choose another location")
        : Optional.empty();
  }

  private static String firstLine(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage())
        .flatMap(message -> message.lines().findFirst())
        .orElse(thrown.getClass().getSimpleName());
  }
}
