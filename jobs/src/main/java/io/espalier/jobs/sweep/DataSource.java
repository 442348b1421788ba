// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.sweep;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;

/**
 * A dataset of a sweep and its location.
 *
 * @param dataset the dataset with its settings
 * @param location the folder as given by the user; empty when none is given, or when the dataset is
 *     generated
 * @param place place of the location or of the dataset in the source, for problems with the data
 */
public record DataSource(Choice<ImageDataset> dataset, String location, Place place) {

  /** Whether the dataset can be read: it has a location or needs none. */
  public boolean isPlaced() {
    return !location.isEmpty() || !dataset.value().needsLocation();
  }
}
