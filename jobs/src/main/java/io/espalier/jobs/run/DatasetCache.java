package io.espalier.jobs.run;

import io.espalier.jobs.store.HadoopStorage;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.DataException;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.data.ImageSet;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The datasets that a process holds: each loaded once and shared, read-only, by all runs. Memory
 * that is wanted elsewhere takes them away again.
 */
public final class DatasetCache {
  /** The process's one cache; tasks of one executor have nothing else in common. */
  public static final DatasetCache SHARED = new DatasetCache();

  private record Source(Choice<ImageDataset> dataset, String location) {}

  private record Loaded(ImageSet set, String fingerprint) {}

  private final Map<Source, SoftReference<Loaded>> loaded = new HashMap<>();

  /** The fingerprint of a dataset's content, which is loaded for it. */
  String fingerprint(Choice<ImageDataset> dataset, String location, HadoopStorage storage)
      throws IOException {
    return load(new Source(dataset, location), storage).fingerprint();
  }

  /** The dataset, whatever its content. */
  ImageSet get(Choice<ImageDataset> dataset, String location, HadoopStorage storage)
      throws IOException {
    return load(new Source(dataset, location), storage).set();
  }

  /**
   * The dataset with this content.
   *
   * @throws DataException when the content at the location is another
   */
  public ImageSet get(
      Choice<ImageDataset> dataset, String location, String fingerprint, HadoopStorage storage)
      throws IOException {
    Loaded found = load(new Source(dataset, location), storage);
    if (!found.fingerprint().equals(fingerprint)) {
      throw new DataException(
          "Cannot use %s at %s: its fingerprint is %s, but the sweep was planned on %s"
              .formatted(dataset, location, found.fingerprint(), fingerprint));
    }
    return found.set();
  }

  private synchronized Loaded load(Source source, HadoopStorage storage) throws IOException {
    Loaded known = Optional.ofNullable(loaded.get(source)).map(SoftReference::get).orElse(null);
    if (known == null) {
      ImageSet set = source.dataset().value().load(storage, source.location());
      known = new Loaded(set, set.fingerprint());
      loaded.put(source, new SoftReference<>(known));
    }
    return known;
  }
}
