// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.Serializable;

/**
 * The software versions of a run.
 *
 * @param espalierVersion version of Espalier
 * @param gitCommit commit of the build; null when not built from a git clone
 * @param sparkVersion version of Spark
 * @param djlVersion version of DJL
 * @param libtorchVersion version of libtorch
 * @param javaVersion Java version of the executor
 * @param os operating system with version and processor architecture
 */
public record Provenance(
    String espalierVersion,
    @Nullable String gitCommit,
    String sparkVersion,
    String djlVersion,
    String libtorchVersion,
    String javaVersion,
    String os)
    implements Serializable {}
