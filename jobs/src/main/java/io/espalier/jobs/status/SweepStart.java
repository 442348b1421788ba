// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import java.util.List;

/**
 * What is known of a sweep when it starts: the file {@code sweep.json}, written once.
 *
 * @param sweep name of the application
 * @param application Spark's id
 * @param host of the driver
 * @param process id of the driver there; two applications of one second can have one id
 * @param version of Espalier
 * @param startedAt in milliseconds since 1970 UTC
 * @param runs all runs of the sweep
 * @param doneBefore runs that are not to do
 * @param missing keys of the runs that are to do and have no result yet; with {@code --rerun all},
 *     runs to do can have one
 */
public record SweepStart(
    String sweep,
    String application,
    String host,
    long process,
    String version,
    long startedAt,
    int runs,
    int doneBefore,
    List<String> missing) {
  public SweepStart {
    missing = List.copyOf(missing);
  }
}
