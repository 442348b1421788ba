// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * Where and when a ticket was measured.
 *
 * @param device name of the device: {@code cpu}, {@code gpu0}, …
 * @param deviceKind model name of the processor or GPU
 * @param host name of the machine
 * @param measuredAt start of the measurement, in milliseconds since 1970 UTC
 * @param espalierVersion version of Espalier
 */
public record MeasuredOn(
    String device, String deviceKind, String host, long measuredAt, String espalierVersion)
    implements Serializable {

  public MeasuredOn {
    new Requirements()
        .text("device", device)
        .text("device_kind", deviceKind)
        .text("host", host)
        .atLeast(0, "measured_at", measuredAt)
        .text("espalier_version", espalierVersion)
        .check();
  }
}
