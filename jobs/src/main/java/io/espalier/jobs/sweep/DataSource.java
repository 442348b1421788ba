package io.espalier.jobs.sweep;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;

/**
 * A dataset of a sweep and where it lies.
 *
 * @param dataset the dataset with its settings
 * @param location the folder, as the user wrote it; empty when none is given, or when the dataset
 *     is made on the spot
 * @param place where the user wrote the location, or named the dataset: what is found wrong with
 *     the data later is a {@link ConfigProblem} there
 */
public record DataSource(Choice<ImageDataset> dataset, String location, Place place) {

  /** Whether it can be tried: it has its location, or needs none. */
  public boolean isPlaced() {
    return !location.isEmpty() || !dataset.value().needsLocation();
  }
}
