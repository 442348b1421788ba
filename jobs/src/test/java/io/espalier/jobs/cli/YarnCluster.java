// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * YARN and HDFS in this process, with one host. Containers are processes below this one, and are
 * killed when they use more memory than they have asked for.
 */
final class YarnCluster implements AutoCloseable {
  private static final String MINI = "test.build.data";

  private final MiniDFSCluster files;
  private final MiniYARNCluster yarn;
  private final YarnClient client;
  private final Path settings;
  private final Path work;

  private YarnCluster(
      MiniDFSCluster files, MiniYARNCluster yarn, YarnClient client, Path settings, Path work) {
    this.files = files;
    this.yarn = yarn;
    this.client = client;
    this.settings = settings;
    this.work = work;
  }

  /** Starts a cluster with its files, logs and settings in {@code folder}. */
  static YarnCluster start(Path folder) throws IOException, InterruptedException {
    Configuration conf = new YarnConfiguration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    MiniDFSCluster files = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    files.waitActive();
    conf.set("fs.defaultFS", files.getURI().toString());
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.9");
    conf.set("yarn.scheduler.minimum-allocation-mb", "128");
    conf.set("yarn.minicluster.yarn.nodemanager.resource.memory-mb", "16384");
    conf.set("yarn.minicluster.control-resource-monitoring", "true"); // as set here, not off
    conf.set("yarn.nodemanager.pmem-check-enabled", "true");
    conf.set("yarn.nodemanager.resource.memory.enforced", "false"); // left to cgroups otherwise
    conf.set("yarn.nodemanager.vmem-check-enabled", "false");
    conf.set("yarn.nodemanager.container-monitor.interval-ms", "300");
    conf.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    conf.set("yarn.resourcemanager.am.max-attempts", "4");
    Path work = folder.resolve("yarn");
    String before = System.setProperty(MINI, work.toString());
    MiniYARNCluster yarn = new MiniYARNCluster("mini", 1, 1, 1);
    if (before == null) {
      System.clearProperty(MINI);
    } else {
      System.setProperty(MINI, before);
    }
    yarn.init(conf);
    yarn.start();
    Configuration started = yarn.getConfig();
    while (started.get(YarnConfiguration.RM_ADDRESS).endsWith(":0")) { // known a moment later
      Thread.sleep(20);
    }
    YarnClient client = YarnClient.createYarnClient();
    client.init(started);
    client.start();
    return new YarnCluster(files, yarn, client, settings(started, folder), work);
  }

  /** What users of a cluster have as {@code HADOOP_CONF_DIR}. */
  private static Path settings(Configuration started, Path folder) throws IOException {
    Configuration written = new Configuration(false);
    for (String name :
        List.of(
            "fs.defaultFS",
            YarnConfiguration.RM_ADDRESS,
            YarnConfiguration.RM_SCHEDULER_ADDRESS,
            YarnConfiguration.RM_WEBAPP_ADDRESS,
            YarnConfiguration.RM_AM_MAX_ATTEMPTS)) {
      written.set(name, started.get(name));
    }
    Path settings = Files.createDirectories(folder.resolve("settings"));
    try (OutputStream out = Files.newOutputStream(settings.resolve("core-site.xml"))) {
      written.writeXml(out);
    }
    Files.copy(settings.resolve("core-site.xml"), settings.resolve("yarn-site.xml"));
    return settings;
  }

  /** The folder for {@code HADOOP_CONF_DIR}. */
  Path settings() {
    return settings;
  }

  Configuration configuration() {
    return new Configuration(files.getConfiguration(0));
  }

  /** The root of HDFS, without a slash at its end. */
  String root() {
    return files.getURI().toString();
  }

  /** The last application that was submitted. */
  ApplicationReport lastApplication() throws IOException, YarnException {
    return client.getApplications().stream()
        .max(Comparator.comparing(ApplicationReport::getApplicationId))
        .orElseThrow();
  }

  int attempts(ApplicationReport application) throws IOException, YarnException {
    return client.getApplicationAttempts(application.getApplicationId()).size();
  }

  /** The error output of all containers of an application. */
  List<Path> logs(ApplicationReport application) throws IOException {
    String name = application.getApplicationId().toString();
    try (Stream<Path> all = Files.walk(work)) {
      return all.filter(file -> file.endsWith("stderr") && file.toString().contains(name)).toList();
    }
  }

  /** Processes in containers whose command contains all of {@code words}. */
  static List<ProcessHandle> containers(String... words) {
    return Launched.having(ProcessHandle.current().descendants(), words).stream()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .toList();
  }

  @Override
  public void close() throws IOException {
    client.close();
    yarn.close();
    files.shutdown();
  }
}
