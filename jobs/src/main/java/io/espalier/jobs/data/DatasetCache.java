// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.data;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.DataException;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.data.ImageSet;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The datasets of a process, each loaded once and shared, read-only, by all runs. When memory is
 * short, datasets that no run uses are dropped.
 */
public final class DatasetCache {
  /** The cache of this process; tasks of one executor share no other object. */
  public static final DatasetCache SHARED = new DatasetCache();

  private record Source(Choice<ImageDataset> dataset, String location) {}

  private record Content(ImageSet set, String fingerprint) {}

  private final Map<Source, Shelf> shelves = new ConcurrentHashMap<>();

  /** Loads a dataset and returns the fingerprint of its content. */
  public String fingerprint(Choice<ImageDataset> dataset, String location, HadoopStorage storage)
      throws IOException {
    return load(dataset, location, storage).fingerprint();
  }

  /** Loads a dataset with any content. */
  public ImageSet get(Choice<ImageDataset> dataset, String location, HadoopStorage storage)
      throws IOException {
    return load(dataset, location, storage).set();
  }

  /**
   * Loads a dataset with the content of this fingerprint.
   *
   * @throws DataException when the content has another fingerprint
   */
  public ImageSet get(
      Choice<ImageDataset> dataset, String location, String fingerprint, HadoopStorage storage)
      throws IOException {
    Content found = load(dataset, location, storage);
    if (!found.fingerprint().equals(fingerprint)) {
      throw new DataException(
          "Cannot use %s at %s: its fingerprint is %s, but the sweep was planned with %s"
              .formatted(dataset, location, found.fingerprint(), fingerprint));
    }
    return found.set();
  }

  private Content load(Choice<ImageDataset> dataset, String location, HadoopStorage storage)
      throws IOException {
    Source source = new Source(dataset, storage.absolute(location));
    return shelves.computeIfAbsent(source, Shelf::new).content(storage);
  }

  /** The entry of one dataset, with its own lock: loading it does not block other datasets. */
  private static final class Shelf {
    private final Source source;

    /** Softly reachable: while a run holds the set, it is never loaded twice. */
    private SoftReference<ImageSet> set = new SoftReference<>(null);

    private String fingerprint;

    Shelf(Source source) {
      this.source = source;
    }

    synchronized Content content(HadoopStorage storage) throws IOException {
      ImageSet known = set.get();
      if (known == null) {
        known = source.dataset().value().load(storage, source.location());
        fingerprint = known.fingerprint();
        set = new SoftReference<>(known);
      }
      return new Content(known, fingerprint);
    }
  }
}
