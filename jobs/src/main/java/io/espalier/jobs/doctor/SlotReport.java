package io.espalier.jobs.doctor;

import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.EngineFacts;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a slot of an executor sees.
 *
 * @param executor Spark's id of it
 * @param host its machine
 * @param lease the address of the GPU that Spark leases to the slot; null without one
 * @param device what the slot computes on; null where that cannot be
 * @param engine null where it cannot be started
 * @param check what the engine computes right and wrong; null where there is no device
 * @param javaVersion of the process
 * @param environment of the process, as far as it bears on speed and memory
 * @param work the folder for files that are on their way
 * @param workBytes that are free there
 * @param cacheBytes that are free where DJL unpacks the engine; -1 where there is no engine
 * @param findings all that is wrong
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
    String work,
    long workBytes,
    long cacheBytes,
    List<Finding> findings)
    implements Serializable {}
