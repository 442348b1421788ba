// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The shipped Spark settings for clusters. */
class ClusterConfTest {
  private static final String FOLDER_OF_CUDA = " -Djna.library.path=/usr/local/cuda/lib64";

  @Test
  void the_cpu_and_gpu_configurations_differ_only_in_the_resources_of_a_slot() throws IOException {
    Map<String, String> cpu = settings("spark-cpu.conf");
    Map<String, String> gpu = settings("spark-gpu.conf");

    assertThat(cpu.remove("spark.executor.cores")).isEqualTo(cpu.remove("spark.task.cpus"));
    for (String side : new String[] {"driver", "executor"}) {
      assertThat(gpu.get("spark." + side + ".extraJavaOptions")).contains(FOLDER_OF_CUDA);
    }
    gpu.replaceAll((name, value) -> value.replace(FOLDER_OF_CUDA, ""));
    assertThat(gpu.remove("spark.executorEnv.NVIDIA_TF32_OVERRIDE")).isEqualTo("0");
    assertThat(
            cpu.remove("spark.executor.extraJavaOptions")
                .replace("-XX:ActiveProcessorCount=1 ", ""))
        .isEqualTo(gpu.remove("spark.executor.extraJavaOptions"));
    for (String memory : new String[] {"spark.executor.memory", "spark.executor.memoryOverhead"}) {
      assertThat(cpu.remove(memory)).isNotNull();
      gpu.remove(memory);
    }
    gpu.keySet()
        .removeIf(
            name ->
                name.matches("spark\\.(executor\\.(cores|resource.*)|task\\.(cpus|resource.*))"));
    assertThat(cpu).isEqualTo(gpu);
  }

  @Test
  void the_yarn_configuration_is_that_of_processors_with_what_only_yarn_needs() throws IOException {
    Map<String, String> cpu = settings("spark-cpu.conf");
    Map<String, String> yarn = settings("spark-yarn.conf");

    for (String name : cpu.keySet()) {
      assertThat(yarn.remove(name)).as(name).isEqualTo(cpu.get(name));
    }
    assertThat(yarn.keySet())
        .allMatch(
            name ->
                name.startsWith("spark.yarn.")
                    || List.of(
                            "spark.executor.instances",
                            "spark.driver.memoryOverhead",
                            "spark.espalier.reports.master")
                        .contains(name));
    for (String name : List.of("DJL_CACHE_DIR", "OMP_WAIT_POLICY", "MALLOC_ARENA_MAX", "LC_ALL")) {
      assertThat(yarn.get("spark.yarn.appMasterEnv." + name))
          .as("in the driver of cluster mode as in executors")
          .isEqualTo(cpu.get("spark.executorEnv." + name));
    }
  }

  private static Map<String, String> settings(String file) throws IOException {
    Properties lines = new Properties();
    try (Reader in = Files.newBufferedReader(Launched.PROJECT.resolve("conf").resolve(file))) {
      lines.load(in);
    }
    Map<String, String> settings = new TreeMap<>();
    lines
        .stringPropertyNames()
        .forEach(name -> settings.put(name, lines.getProperty(name).strip()));
    return settings;
  }
}
