// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.measure;

import io.espalier.jobs.store.MeasuredOn;
import io.espalier.jobs.store.ResultStore;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.data.ImageSet;

/**
 * A ticket to measure, and all that a measure needs, in the process that measures.
 *
 * @param key key of the run that wrote it
 * @param folder folder of the ticket
 * @param set dataset of the run
 * @param device name of the device: {@code cpu}, {@code gpu0}, …
 * @param engine the checked engine of the process on this device
 * @param store the results
 * @param on where and when
 */
public record TicketAtHand(
    String key,
    String folder,
    ImageSet set,
    String device,
    CheckedEngine engine,
    ResultStore store,
    MeasuredOn on) {}
