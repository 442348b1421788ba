// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.pruning.data.Datasets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each layout of data with every error that can be found before a network is trained. A dataset
 * that needs a folder must have its cases in {@link #FORMS}.
 */
class BadDataTest {

  /** A change to a valid folder, and the messages that it must cause. */
  private record Damage(String name, Change change, List<String> told) {
    Damage(String name, Change change, String... told) {
      this(name, change, List.of(told));
    }
  }

  @FunctionalInterface
  private interface Change {
    void make(DataFolder data) throws IOException;
  }

  /** The valid layout of a dataset in its folder, and the damages to test. */
  private record Form(Change right, List<Damage> damages) {}

  private static final String NO_IMAGE =
      "train has no image (.jpg, .jpeg, .jfif, .png, .webp, .bmp, .gif) of a (found ";

  private static final Map<String, Form> FORMS =
      Map.of(
          "cifar10",
          new Form(
              DataFolder::cifar10,
              List.of(
                  without("data_batch_3.bin", "data_batch_3.bin is missing"),
                  without("test_batch.bin", "test_batch.bin is missing"),
                  folderAt("data_batch_1.bin"),
                  with("data_batch_2.bin", new byte[0], "data_batch_2.bin is empty"),
                  with(
                      "data_batch_2.bin",
                      new byte[3072],
                      "data_batch_2.bin has 3072 bytes, 30726928 fewer than the published file",
                      "must be a multiple of 3073"),
                  with(
                      "test_batch.bin",
                      new byte[30_730_001],
                      "test_batch.bin has 30730001 bytes, 1 more than the published file",
                      "must be a multiple of 3073"),
                  below("cifar-10-batches-bin", "found the binary version of CIFAR-10 below"),
                  with(
                      "data_batch_5.bin",
                      DataFolder.records(3073, 0, 9, 10),
                      "data_batch_5.bin has label 10 in record 3 of 3, must be 0 to 9"),
                  with(
                      "test_batch.bin",
                      DataFolder.records(3073, 255),
                      "test_batch.bin has label 255 in record 1 of 1, must be 0 to 9"))),
          "cifar100",
          new Form(
              DataFolder::cifar100,
              List.of(
                  without("train.bin", "train.bin is missing"),
                  without("test.bin", "test.bin is missing"),
                  folderAt("train.bin"),
                  with("test.bin", new byte[0], "test.bin is empty"),
                  with("train.bin", new byte[3073], "must be a multiple of 3074"),
                  below("cifar-100-binary", "found the binary version of CIFAR-100 below"),
                  with(
                      "train.bin",
                      DataFolder.fine(100),
                      "has label 100 in record 1 of 1, must be 0 to 99"))),
          "tiny-imagenet",
          new Form(
              DataFolder::tinyImageNet,
              List.of(
                  without("wnids.txt", "wnids.txt is missing"),
                  folderAt("wnids.txt"),
                  with("wnids.txt", new byte[0], "wnids.txt lists no class"),
                  with("wnids.txt", new byte[] {(byte) 0xC3, 0x28}, "wnids.txt is not UTF-8 text"),
                  with("wnids.txt", new byte[] {'n', 0}, "Invalid location: ", "Nul character"),
                  with("wnids.txt", text("n1\nn2\nn3\n"), "train has no images of n3"),
                  without("train", "train has no images of n1 (found nothing), n2 (found nothing)"),
                  without("train/n1/images", "train has no images of n1 (found nothing)"),
                  below("tiny-imagenet-200", "found Tiny-ImageNet below"),
                  fileAt("train/n1/images"),
                  without("val/val_annotations.txt", "val/val_annotations.txt is missing"),
                  folderAt("val/val_annotations.txt"),
                  with("val/val_annotations.txt", text("x"), "invalid or duplicate lines", "\"x\""),
                  with(
                      "val/val_annotations.txt",
                      text("v0.JPEG\tn9\nv1.JPEG\tn1\n"),
                      "classes that are neither in wnids.txt nor in train: n9 (v0.JPEG)"),
                  without("val/images/v0.JPEG", "val/images has no v0.JPEG"),
                  with(
                      "val/images/v9.JPEG",
                      DataFolder.image("jpg", 64),
                      "val/val_annotations.txt has no line for v9.JPEG"),
                  with(
                      "train/n1/images/a.JPEG",
                      new byte[0],
                      "Cannot decode ",
                      "a.JPEG: the file is empty"),
                  with("train/n1/images/a.JPEG", text("GIF87a"), "Cannot decode ", "a.JPEG: "),
                  with(
                      "train/n1/images/a.JPEG",
                      DataFolder.half("jpg", 64),
                      "Cannot decode ",
                      "a.JPEG: truncated"),
                  with(
                      "val/images/v0.JPEG",
                      DataFolder.half("png", 64),
                      "Cannot decode ",
                      "v0.JPEG: "),
                  with(
                      "val/images/v0.JPEG",
                      DataFolder.image("jpg", 32),
                      "v0.JPEG: 32x32 pixels, must be 64x64"))),
          "image-folder",
          new Form(data -> data.classFolders("test"), folders("test")),
          "imagenet",
          new Form(data -> data.classFolders("val"), folders("val")));

  @TempDir private static Path folder;

  @Test
  void every_dataset_that_needs_a_location_has_its_cases() {
    assertThat(FORMS.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Datasets.ALL.names().stream()
                .filter(name -> Datasets.ALL.choose(name, Map.of()).value().needsLocation())
                .toList());
  }

  @TestFactory
  Stream<DynamicTest> the_undamaged_data_are_valid() {
    return FORMS.entrySet().stream()
        .map(
            form ->
                dynamicTest(
                    form.getKey(),
                    () -> {
                      DataFolder data = made(form.getValue().right());
                      CommandLineRun run = data.sandbox().run(plan(form.getKey(), "{}/data"));
                      assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.DONE);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> damaged_data_are_rejected() {
    return FORMS.entrySet().stream()
        .flatMap(
            form ->
                form.getValue().damages().stream()
                    .map(
                        damage ->
                            dynamicTest(
                                form.getKey() + " " + damage.name(),
                                () -> {
                                  DataFolder data = made(form.getValue().right());
                                  damage.change().make(data);
                                  refuses(data.sandbox(), form.getKey(), "{}/data", damage.told());
                                })));
  }

  @TestFactory
  Stream<DynamicTest> invalid_data_folders_are_rejected() {
    return FORMS.keySet().stream()
        .flatMap(
            dataset ->
                Stream.concat(
                        BadFolders.UNREACHABLE.stream(),
                        Stream.of(
                            BadValue.input("{}/nowhere", "{}/nowhere", "missing"),
                            BadValue.input("{}/empty", "{}/empty", "missing"),
                            BadValue.input("{}/file", "{}/file", "folder"),
                            BadValue.input(
                                "~", "Invalid data." + dataset + ": null, must be a folder"),
                            BadValue.input(
                                "' '", "Invalid data." + dataset + ": \" \", must be a folder"),
                            BadValue.input(
                                "[x]", "Invalid data." + dataset + ": [\"x\"], must be a folder"),
                            BadValue.input("\"a\\0b\"", "Invalid location: ", "Nul character")))
                    .map(
                        bad ->
                            dynamicTest(
                                dataset + " " + bad.value(),
                                () ->
                                    refuses(
                                        made(data -> {}).sandbox(),
                                        dataset,
                                        bad.value(),
                                        bad.told()))));
  }

  private static void refuses(Sandbox sandbox, String dataset, String location, List<String> told) {
    List<String> all =
        Stream.concat(told.stream(), Stream.of("--set data." + dataset + ": ")).toList();
    sandbox.refuses(sweep(dataset, location), ExitCode.INPUT, all);
  }

  private static List<String> sweep(String dataset, String location) {
    return Stream.concat(
            Stream.of("sweep", "--out", "{}/new/out"), plan(dataset, location).stream().skip(1))
        .toList();
  }

  private static List<String> plan(String dataset, String location) {
    return List.of(
        "plan",
        "{}/sweep.yaml",
        "--set",
        "grid.dataset=" + dataset,
        "--set",
        "data." + dataset + "=" + location);
  }

  /**
   * A folder {@code data} in a sandbox of its own, because a process reads a dataset at one
   * location only once.
   */
  private static DataFolder made(Change right) throws IOException {
    Sandbox sandbox = new Sandbox(Files.createTempDirectory(folder, "sandbox"));
    sandbox.write("sweep.yaml", BadFiles.RIGHT);
    sandbox.write("file", "in the way");
    Files.createDirectory(sandbox.at("empty"));
    DataFolder data = new DataFolder(sandbox);
    right.make(data);
    return data;
  }

  private static List<Damage> folders(String test) {
    return List.of(
        without("train", "the folder train is missing or empty"),
        without(
            test, "the folder " + (test.equals("test") ? "val" : test) + " is missing or empty"),
        below("pets", "found folders train and test or val below"),
        fileAt("train"),
        without("train/b", "train has no folder for b"),
        without(test + "/b", test + " has no folder for b"),
        with("train/c/x.png", new byte[0], test + " has no folder for c"),
        without("train/a/0.png", NO_IMAGE + "nothing)"),
        new Damage(
            "a text for an image",
            data -> {
              data.delete("train/a/0.png");
              data.put("train/a/0.txt", new byte[1]);
            },
            NO_IMAGE + "1 with an extension that is not read (a/0.txt))"),
        new Damage(
            "a folder for an image",
            data -> {
              data.delete("train/a/0.png");
              data.folder("train/a/0.png");
            },
            NO_IMAGE + "nothing)"),
        with("train/a/0.png", new byte[0], NO_IMAGE + "1 empty (a/0.png))"));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Damage without(String name, String... told) {
    return new Damage("without " + name, data -> data.delete(name), told);
  }

  private static Damage with(String name, byte[] content, String... told) {
    return new Damage(
        "with %s bytes of %s, %s".formatted(content.length, name, told[0]),
        data -> data.put(name, content),
        told);
  }

  /** All data one folder deeper than given. */
  private static Damage below(String name, String told) {
    return new Damage(
        "in a folder below",
        data -> data.moveAllTo(name),
        told + "; did you mean {}/data/" + name + "?");
  }

  private static Damage folderAt(String name) {
    return new Damage(
        "with a folder at " + name,
        data -> {
          data.delete(name);
          data.folder(name);
        },
        name + ": it is a folder, must be a file");
  }

  private static Damage fileAt(String name) {
    return new Damage(
        "with a file at " + name,
        data -> {
          data.delete(name);
          data.put(name, new byte[1]);
        },
        name + ": it is a file, must be a folder");
  }
}
