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
 * The datasets that a process holds: each loaded once and shared, read-only, by all runs. Memory
 * that is wanted elsewhere takes away what no run uses.
 */
public final class DatasetCache {
  /** The process's one cache; tasks of one executor have nothing else in common. */
  public static final DatasetCache SHARED = new DatasetCache();

  private record Source(Choice<ImageDataset> dataset, String location) {}

  private record Content(ImageSet set, String fingerprint) {}

  private final Map<Source, Shelf> shelves = new ConcurrentHashMap<>();

  /** The fingerprint of a dataset's content, which is loaded for it. */
  String fingerprint(Choice<ImageDataset> dataset, String location, HadoopStorage storage)
      throws IOException {
    return load(dataset, location, storage).fingerprint();
  }

  /** The dataset, whatever its content. */
  ImageSet get(Choice<ImageDataset> dataset, String location, HadoopStorage storage)
      throws IOException {
    return load(dataset, location, storage).set();
  }

  /**
   * The dataset with this content.
   *
   * @throws DataException when the content at the location is another
   */
  public ImageSet get(
      Choice<ImageDataset> dataset, String location, String fingerprint, HadoopStorage storage)
      throws IOException {
    Content found = load(dataset, location, storage);
    if (!found.fingerprint().equals(fingerprint)) {
      throw new DataException(
          "Cannot use %s at %s: its fingerprint is %s, but the sweep was planned on %s"
              .formatted(dataset, location, found.fingerprint(), fingerprint));
    }
    return found.set();
  }

  private Content load(Choice<ImageDataset> dataset, String location, HadoopStorage storage)
      throws IOException {
    Source source = new Source(dataset, storage.absolute(location));
    return shelves.computeIfAbsent(source, Shelf::new).content(storage);
  }

  /** One dataset's place: who wants another need not wait while this one is read. */
  private static final class Shelf {
    private final Source source;

    /** The set itself, which runs hold: it is not forgotten and read anew beside theirs. */
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
