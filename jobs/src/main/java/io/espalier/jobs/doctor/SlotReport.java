// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.EngineFacts;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * The environment of a slot of an executor.
 *
 * @param executor Spark's id of the executor
 * @param host name of its machine
 * @param lease address of the GPU that Spark assigns to the slot; null without one
 * @param device device of the slot; null if it is not available
 * @param engine facts of the engine; null if it does not start
 * @param check result of the engine check; null without a device
 * @param javaVersion of the process
 * @param environment variables of the process that affect speed and memory
 * @param workBytes free bytes in the folder for temporary files
 * @param cacheBytes free bytes in the folder where DJL unpacks the engine; -1 without an engine
 * @param findings all problems
 */
record SlotReport(
    String executor,
    String host,
    String lease,
    DeviceFacts device,
    EngineFacts engine,
    CheckedEngine check,
    String javaVersion,
    Map<String, String> environment,
    long workBytes,
    long cacheBytes,
    List<Finding> findings)
    implements Serializable {}
