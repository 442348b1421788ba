package io.espalier.jobs.storage;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import org.apache.hadoop.security.AccessControlException;

/**
 * What a store refused, in one line: what was tried, where, why not, and what would be right. The
 * stores' own messages say the same thing three times over, and not the last.
 */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1;

  private final String reason;

  private StoreException(String tried, String location, String reason, Throwable cause) {
    super("Cannot %s %s: %s".formatted(tried, location, reason), cause);
    this.reason = reason;
  }

  /** Why it was refused and what would be right, without what was tried and where. */
  public String reason() {
    return reason;
  }

  /**
   * {@code thrown} where it says enough, or an exception in its place.
   *
   * @param tried a verb
   */
  static IOException of(String tried, String location, IOException thrown) {
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
            + "; must be on the class path, for s3a by"
            + " --packages org.apache.hadoop:hadoop-aws:<the release of the cluster's Hadoop>",
        thrown);
  }

  private static Optional<String> reason(String location, IOException thrown) {
    if (thrown instanceof AccessDeniedException || thrown instanceof AccessControlException) {
      if (!location.startsWith("s3a:")) {
        return Optional.of("permission denied; must be a place that this user may use");
      }
      return Optional.of(
          "access denied; must be credentials that may do so, for s3a"
              + " spark.hadoop.fs.s3a.access.key and .secret.key, or AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY");
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException) {
        return Optional.of(
            "no answer (" + firstLine(cause) + "); must be the address of a server that runs");
      }
    }
    // By name: their library need not be there.
    return switch (thrown.getClass().getSimpleName()) {
      case "UnknownStoreException" ->
          Optional.of("there is no such bucket; must be one that exists");
      case "AWSServiceThrottledException", "AWSStatus500Exception" ->
          Optional.of(
              "the server was busy or broken each time it was asked (503 or 500); try again later,"
                  + " or raise spark.hadoop.fs.s3a.retry.throttle.limit");
      default -> outOfSpace(thrown);
    };
  }

  /** Java's message has no place in it, and HDFS's a page of advice to its operators. */
  private static Optional<String> outOfSpace(IOException thrown) {
    String line = firstLine(thrown);
    return line.contains("No space left on device")
            || line.contains("Disk quota exceeded")
            || thrown.getClass().getSimpleName().endsWith("QuotaExceededException")
        ? Optional.of(line + "; make room there, or have the results elsewhere")
        : Optional.empty();
  }

  private static String firstLine(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage())
        .flatMap(message -> message.lines().findFirst())
        .orElse(thrown.getClass().getSimpleName());
  }
}
