// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.jobs.data.DatasetCache;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Checks in the calling process that the data of a sweep can be read and its output written.
 *
 * @param data datasets as read by the driver
 * @param out result folder; null if not checked
 */
record FileCheck(List<Data> data, String out, SerializableConfiguration configuration)
    implements Serializable {

  /**
   * A dataset as read by the driver.
   *
   * @param location its location; empty when it is generated
   */
  record Data(Choice<ImageDataset> dataset, String location, String fingerprint)
      implements Serializable {}

  List<Finding> findings() {
    HadoopStorage storage = new HadoopStorage(configuration.value());
    List<Finding> findings = new ArrayList<>();
    for (Data set : data) {
      try {
        DatasetCache.SHARED.get(set.dataset(), set.location(), set.fingerprint(), storage);
      } catch (IOException e) {
        findings.add(Finding.error(e.getMessage()));
      }
    }
    if (out != null) {
      try {
        write(storage);
      } catch (IOException e) {
        String why = e.getClass().getSimpleName() + ": " + e.getMessage();
        findings.add(Finding.error("Cannot write to %s: %s".formatted(out, why)));
      }
    }
    return findings;
  }

  /** Creates, reads and deletes a file, like a run. */
  private void write(HadoopStorage storage) throws IOException {
    String probe = Storage.in(out, ".doctor-" + UUID.randomUUID());
    byte[] written = probe.getBytes(StandardCharsets.UTF_8);
    storage.create(probe, file -> file.write(written));
    try (InputStream file = storage.open(probe)) {
      if (!Arrays.equals(file.readAllBytes(), written)) {
        throw new IOException("the bytes read differ from the bytes written");
      }
    } finally {
      storage.delete(probe);
    }
  }
}
