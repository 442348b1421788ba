// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.engine.Safetensors;
import io.espalier.pruning.model.NetworkTensors;
import io.espalier.pruning.onnx.OnnxModel;
import io.espalier.pruning.onnx.OnnxRuntime;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the network of a ticket for other programs, with float32 values.
 *
 * @param format format of the files
 * @param form whether removed channels are left out
 * @param facts further facts that an ONNX or safetensors file holds for its users, such as the key
 *     of the run, by their names
 */
public record TicketExport(ExportFormat format, ExportForm form, SortedMap<String, String> facts) {
  /** Which output channels a compact network in DJL's format still has, as JSON. */
  public static final String CHANNELS = "channels.json";

  /**
   * What was written.
   *
   * @param location file, or folder of {@link ExportFormat#DJL}
   * @param files lengths in bytes by location
   * @param whole size of the network of the ticket
   * @param kept number of its weights that are not removed
   * @param written size of the network in the files
   * @param check comparison with the ticket in ONNX Runtime; empty for other formats, and if ONNX
   *     Runtime is not on the class path
   */
  public record Written(
      String location,
      SortedMap<String, Long> files,
      Size whole,
      long kept,
      Size written,
      Optional<LogitsCheck> check) {}

  /**
   * The size of a network.
   *
   * @param parameters number of trainable parameters
   * @param macs multiply-accumulate operations of a forward pass of an image, for all weights
   */
  public record Size(long parameters, long macs) {
    private static Size of(TicketNetwork network) {
      return new Size(network.parameters(), network.macs());
    }
  }

  /** The file or folder that an export of this name writes. */
  public String location(String folder, String name) {
    return Storage.in(folder, format.location(name));
  }

  /**
   * Writes an export, over files that are there. Nothing is written if it fails.
   *
   * @param tickets storage of the ticket
   * @param ticket folder of the ticket
   * @param storage storage of the files
   * @param folder folder of the files
   * @param name name of the files without ending, or of the folder of {@link ExportFormat#DJL}
   * @throws InvalidSettings when the format cannot express the network, or a compact network would
   *     compute something else
   * @throws IOException when a file cannot be read or written, or ONNX Runtime computes other
   *     logits than the ticket
   */
  public Written write(Storage tickets, String ticket, Storage storage, String folder, String name)
      throws IOException {
    ProcessEngine.checked("cpu"); // before any computation
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        TicketNetwork whole = TicketNetwork.open(tickets, ticket, manager)) {
      if (form == ExportForm.WHOLE) {
        return write(whole, whole, storage, location(folder, name));
      }
      try (TicketNetwork compact = whole.compact()) {
        return write(whole, compact, storage, location(folder, name));
      }
    }
  }

  private Written write(
      TicketNetwork whole, TicketNetwork written, Storage storage, String location)
      throws IOException {
    Optional<LogitsCheck> check =
        switch (format) {
          case DJL -> {
            writeDjl(written, new TicketFolder(storage, location));
            yield Optional.empty();
          }
          case ONNX -> writeOnnx(whole, written, storage, location);
          case SAFETENSORS -> {
            NetworkTensors tensors = written.tensors();
            SortedMap<String, String> all = allFacts(written, tensors);
            storage.create(location, out -> Safetensors.write(tensors.values(), all, out));
            yield Optional.empty();
          }
        };
    return new Written(
        location,
        files(storage, location),
        Size.of(whole),
        whole.manifest().kept(),
        Size.of(written),
        check);
  }

  private void writeDjl(TicketNetwork written, TicketFolder folder) throws IOException {
    if (form == ExportForm.COMPACT) {
      String json = new Gson().toJson(TicketFacts.keptChannels(written, written.tensors())) + "\n";
      folder
          .storage()
          .create(
              Storage.in(folder.folder(), CHANNELS),
              out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
    }
    folder.writeNetwork(written.net(), written.state(), written.manifest());
  }

  private Optional<LogitsCheck> writeOnnx(
      TicketNetwork whole, TicketNetwork written, Storage storage, String location)
      throws IOException {
    NetworkTensors tensors = written.tensors();
    byte[] bytes =
        OnnxModel.of(
                whole.manifest().model(),
                written.net().block(),
                written.net().image(),
                tensors,
                allFacts(written, tensors))
            .bytes();
    Optional<LogitsCheck> check =
        OnnxRuntime.isPresent() ? Optional.of(LogitsCheck.of(whole, bytes)) : Optional.empty();
    if (check.isPresent() && !check.get().holds()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "Cannot write %s: its logits in ONNX Runtime %s differ from those of the ticket by"
                  + " %.1e of the largest, must be at most %.0e",
              location,
              check.get().runtime(),
              check.get().difference(),
              LogitsCheck.TOLERANCE));
    }
    storage.create(location, out -> out.write(bytes));
    return check;
  }

  private SortedMap<String, String> allFacts(TicketNetwork written, NetworkTensors tensors) {
    SortedMap<String, String> all = TicketFacts.of(written, tensors);
    all.putAll(facts);
    return all;
  }

  private SortedMap<String, Long> files(Storage storage, String location) throws IOException {
    SortedMap<String, Long> files = new TreeMap<>();
    if (format == ExportFormat.DJL) {
      for (Map.Entry<String, Long> file : storage.lengths(location).entrySet()) {
        files.put(Storage.in(location, file.getKey()), file.getValue());
      }
    } else {
      int slash = location.lastIndexOf('/');
      String name = location.substring(slash + 1);
      files.put(location, storage.lengths(location.substring(0, slash)).get(name));
    }
    return files;
  }
}
