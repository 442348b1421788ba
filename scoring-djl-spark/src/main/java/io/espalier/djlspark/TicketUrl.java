// SPDX-License-Identifier: Apache-2.0
package io.espalier.djlspark;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The URL of a ticket for DJL. The location is encoded, because DJL knows neither hdfs nor s3a, and
 * separates URLs by commas.
 *
 * @param location location of the folder of the ticket, a path or any Hadoop URI
 */
record TicketUrl(String location) {
  static final String SCHEME = "espalier-ticket";

  String text() {
    byte[] bytes = location.getBytes(StandardCharsets.UTF_8);
    return SCHEME + ":///" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Reads the result of {@link #text}. */
  static TicketUrl of(URI uri) {
    byte[] bytes = Base64.getUrlDecoder().decode(uri.getPath().substring(1));
    return new TicketUrl(new String(bytes, StandardCharsets.UTF_8));
  }
}
