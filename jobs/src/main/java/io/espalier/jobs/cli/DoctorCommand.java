// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.doctor.Diagnosis;
import io.espalier.jobs.doctor.Doctor;
import io.espalier.jobs.executor.BuildInfo;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: checks whether a sweep can run. */
@Command(
    name = "doctor",
    description = {
      "Checks on every slot of the cluster whether a sweep can run: devices, libtorch and the"
          + " correctness of its results, memory, threads, disks, data, output and clocks.",
      "Exit codes: 0 a sweep can run, 2 a sweep cannot run."
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config;

  @Option(
      names = "--out",
      paramLabel = "URI",
      description = "Result folder to check for write access. Not checked when omitted.")
  private Optional<String> out = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    ResolvedSweep sweep =
        out.isPresent()
            ? ResolvedSweep.forRun(config, new ResultStore(out.get(), hadoop))
            : ResolvedSweep.forComparison(config, new HadoopStorage(hadoop));
    try (SparkSession spark = session()) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      Diagnosis diagnosis =
          new Doctor(context)
              .examine(
                  sweep.config(),
                  sweep.data(),
                  sweep.graph().whole().graph(),
                  out,
                  sweep.memory(new HadoopStorage(hadoop)));
      PrintWriter print = spec.commandLine().getOut();
      print.printf(
          "Espalier %s on Spark %s at %s%n%n",
          new BuildInfo().version(), context.version(), context.master());
      print.print(diagnosis.text());
      print.flush();
      return diagnosis.isHealthy() ? ExitCode.DONE : ExitCode.INPUT;
    }
  }

  /** With dynamic allocation, the slots cannot all be checked at once. */
  private static SparkSession session() {
    return SparkSession.builder()
        .appName("Espalier doctor")
        .config("spark.dynamicAllocation.enabled", "false")
        .getOrCreate();
  }
}
