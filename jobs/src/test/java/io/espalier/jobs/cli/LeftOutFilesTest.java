// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told of files in a dataset's folder that are no images of it. */
class LeftOutFilesTest {
  @TempDir private Path folder;

  /** Two settings of the dataset read the folder, and a sweep has two slots and three runs. */
  @Test
  void each_command_prints_one_line_for_a_split() {
    Sandbox sandbox = new Sandbox(folder);
    DataFolder data = new DataFolder(sandbox);
    data.classFolders("test");
    data.put("train/b/1.heic", new byte[9]);
    data.put("train/b/more/2.png", DataFolder.image("png", 9));
    data.put("test/a/notes.txt", new byte[1]);
    sandbox.write(
        "sweep.yaml",
        """
        dense: {epochs: 1, batch: 2}
        grid:
          dataset: [{name: image-folder, size: 8}, {name: image-folder, size: 9}]
          model: {name: resnet20s, width: 0.25}
          method: dense
          seed: [1, 2]
        """);

    for (List<String> command :
        List.of(
            List.of("plan"),
            List.of("plan", "--out", "{}/out", "--json"),
            List.of("doctor"),
            List.of("sweep", "--out", "{}/out"))) {
      CommandLineRun run = sandbox.run(arguments(command));

      assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.DONE);
      assertThat(run.err().lines().filter(line -> line.contains("left out")))
          .as(command.toString())
          .containsExactly(
              folder
                  + "/data/train: 2 files left out: 1 with an extension that is not read"
                  + " (b/1.heic), 1 in folders below a class (b/more/2.png)",
              folder
                  + "/data/test: 1 file left out: 1 with an extension that is not read"
                  + " (a/notes.txt)");
      assertThat(run.out()).doesNotContain("left out");
    }
  }

  private static List<String> arguments(List<String> command) {
    return Stream.of(
            command.subList(0, 1),
            List.of("{}/sweep.yaml", "--set", "data.image-folder={}/data"),
            command.subList(1, command.size()))
        .flatMap(List::stream)
        .toList();
  }
}
