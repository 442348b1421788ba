// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import java.io.Serializable;

/**
 * The measured time and size of a form of a ticket in a runtime, in float32.
 *
 * @param runtimeVersion version of the runtime
 * @param batch images of a pass
 * @param timing times of passes
 * @param parameters number of parameters, those that are 0 included
 * @param macs multiply-accumulate operations for an image, zeros included
 * @param memoryBytes memory that loading the network and its first pass add to a process, at the
 *     peak; null where the system does not tell it
 * @param fileBytes bytes of the values in the runtime's file
 */
public record Latency(
    Form form,
    InferenceRuntime runtime,
    String runtimeVersion,
    int batch,
    Timing timing,
    long parameters,
    long macs,
    Long memoryBytes,
    long fileBytes)
    implements Serializable {}
