package io.espalier.jobs.store;

import java.io.Serializable;

/**
 * What software made a run.
 *
 * @param espalierVersion of this program
 * @param gitCommit it was built from; null when it was not built from a clone
 * @param sparkVersion of the cluster
 * @param djlVersion of the engine's Java side
 * @param libtorchVersion of the engine
 * @param javaVersion of the executor
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
