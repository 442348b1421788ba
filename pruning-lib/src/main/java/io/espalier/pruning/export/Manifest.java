package io.espalier.pruning.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.Cost;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What the files beside it hold, as {@value #FILE}: enough to build the network, to feed it, and to
 * read the mask's bits.
 *
 * @param model the architecture's name
 * @param settings its settings that differ from their defaults
 * @param classes outputs of the network
 * @param image channels, height, width
 * @param mean a channel's mean, subtracted from pixels in [0, 1]
 * @param deviation a channel's standard deviation, divided by
 * @param accuracy on the dataset's test split, in [0, 1]
 * @param cost of the run and of those it started from, the dense run not counted
 * @param kept weights that the mask keeps
 * @param layers the prunable tensors, in the order of the mask's bits
 */
public record Manifest(
    String model,
    Map<String, Object> settings,
    int classes,
    List<Integer> image,
    List<Float> mean,
    List<Float> deviation,
    double accuracy,
    Cost cost,
    long kept,
    List<Layer> layers) {

  /** The manifest's name in its folder. */
  public static final String FILE = "ticket.json";

  void write(Storage storage, String folder) throws IOException {
    byte[] json = json().toJson(this).getBytes(StandardCharsets.UTF_8);
    storage.create(Storage.in(folder, FILE), out -> out.write(json));
  }

  /**
   * Reads a folder's manifest.
   *
   * @throws IOException when there is none, or it is not whole
   */
  public static Manifest read(Storage storage, String folder) throws IOException {
    try (InputStream in = storage.open(Storage.in(folder, FILE));
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return json().fromJson(reader, Manifest.class);
    } catch (JsonParseException e) {
      throw new IOException("Cannot read %s/%s: %s".formatted(folder, FILE, e.getMessage()), e);
    }
  }

  private static Gson json() {
    return new GsonBuilder()
        .setPrettyPrinting()
        .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
        .create();
  }
}
