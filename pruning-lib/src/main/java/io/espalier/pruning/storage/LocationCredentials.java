// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.storage;

import java.util.regex.Pattern;

/**
 * Credentials inside locations, {@code s3a://KEY:SECRET@bucket/folder}. Such a location would carry
 * them into rows, logs and messages, so it is refused, and hidden where it is named.
 */
public final class LocationCredentials {
  private static final String SCHEME = "(?i)(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*://)";

  /** Before the host. A user alone is none: Azure's locations are {@code container@account}. */
  private static final String WITH_PASSWORD = SCHEME + "[^/@\\s]*:[^/@\\s]*@";

  /** A bucket has neither users nor ports, and a secret can have slashes. */
  private static final String BEFORE_BUCKET =
      "(?i)(?<![a-z0-9+.-])((?:s3[an]?|gs)://)(?:[^/@\\s]*:[^@\\s]*|[^/@\\s]*)@";

  private static final Pattern CREDENTIALS = Pattern.compile(BEFORE_BUCKET + "|" + WITH_PASSWORD);

  private LocationCredentials() {}

  /** Whether a location has credentials in it. */
  public static boolean areIn(String location) {
    return CREDENTIALS.matcher(location).find();
  }

  /** A text with the credentials in its locations replaced by stars. */
  public static String hidden(String text) {
    return CREDENTIALS
        .matcher(text)
        .replaceAll(found -> (found.group(1) == null ? found.group(2) : found.group(1)) + "***@");
  }

  /** Why a location with credentials is refused, and the remedy; without the credentials. */
  public static String refusal(String location) {
    return "Invalid location: %s, must have no credentials in it; for s3a set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a credentials provider"
        .formatted(hidden(location));
  }
}
