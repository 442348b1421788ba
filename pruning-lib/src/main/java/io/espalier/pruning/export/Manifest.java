// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import com.google.gson.ExclusionStrategy;
import com.google.gson.FieldAttributes;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.TestView;
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
 * The manifest of a ticket, {@value #FILE}: describes how to build the network, normalise its
 * images, and read the bits of the mask.
 *
 * @param model name of the architecture
 * @param settings non-default settings of the architecture
 * @param classes outputs of the network
 * @param image channels, height, width
 * @param mean mean of each channel, subtracted from pixels in [0, 1]
 * @param deviation standard deviation of each channel, by which pixels are divided
 * @param accuracy accuracy on the test split, in [0, 1]
 * @param cost cost of the run and the runs that it started from, without the dense run
 * @param kept number of weights that the mask keeps
 * @param layers prunable tensors, in the order of the bits of the mask
 * @param view how images are brought to the input of the network; null in older tickets
 * @param classNames names of the classes, by class index; null in older tickets
 * @param precision precision in which the run was evaluated; null in older tickets
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
    List<Layer> layers,
    TestView view,
    List<String> classNames,
    String precision) {

  /** The file name of the manifest. */
  public static final String FILE = "ticket.json";

  /** The names of the classes, or their indices in older tickets. */
  public List<String> namesOfClasses() {
    return classNames == null ? ImageSet.numbered(classes) : classNames;
  }

  void write(Storage storage, String folder) throws IOException {
    byte[] json = json().toJson(this).getBytes(StandardCharsets.UTF_8);
    storage.create(Storage.in(folder, FILE), out -> out.write(json));
  }

  /**
   * Reads the manifest of a folder.
   *
   * @throws IOException when it is missing or incomplete
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
        .setExclusionStrategies(new NotInTickets())
        .create();
  }

  /** Which layer reads which is a fact of the network that a ticket does not repeat. */
  private static final class NotInTickets implements ExclusionStrategy {
    @Override
    public boolean shouldSkipField(FieldAttributes field) {
      return field.getDeclaringClass() == Layer.class && field.getName().equals("reader");
    }

    @Override
    public boolean shouldSkipClass(Class<?> type) {
      return false;
    }
  }
}
