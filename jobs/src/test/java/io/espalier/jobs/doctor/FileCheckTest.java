// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The findings of an executor that sees other files than the driver does. */
class FileCheckTest {
  private static final Choice<ImageDataset> SHAPES =
      Datasets.ALL.choose("shapes", Map.of("train", 40, "test", 20));
  private static final Choice<ImageDataset> CIFAR = Datasets.ALL.choose("cifar10", Map.of());

  @TempDir private Path folder;

  @Test
  void data_that_differ_from_those_of_the_driver_are_an_error() {
    assertThat(errors(List.of(new FileCheck.Data(SHAPES, "", "f00d")), null))
        .singleElement()
        .asString()
        .startsWith("Cannot use shapes(test=20 train=40) at ")
        .contains("but the sweep was planned with f00d");
  }

  @Test
  void missing_data_are_an_error() {
    String nowhere = folder.resolve("nowhere").toString();

    assertThat(errors(List.of(new FileCheck.Data(CIFAR, nowhere, "f00d")), null))
        .singleElement()
        .asString()
        .contains(nowhere);
  }

  @Test
  void an_output_folder_that_is_not_writable_is_an_error() throws Exception {
    String out = Files.writeString(folder.resolve("file"), "in the way").resolve("out").toString();

    assertThat(errors(List.of(), out))
        .singleElement()
        .asString()
        .startsWith("Cannot write to " + out + ": ");
  }

  @Test
  void a_writable_output_folder_is_left_unchanged() throws Exception {
    assertThat(errors(List.of(), folder.toString())).isEmpty();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private static List<String> errors(List<FileCheck.Data> data, String out) {
    return new FileCheck(data, out, new SerializableConfiguration(new Configuration()))
        .findings().stream().map(Finding::message).toList();
  }
}
