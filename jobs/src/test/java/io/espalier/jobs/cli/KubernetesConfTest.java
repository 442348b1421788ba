// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static io.espalier.jobs.cli.KubernetesFolder.at;
import static io.espalier.jobs.cli.KubernetesFolder.object;
import static io.espalier.jobs.cli.KubernetesFolder.objects;
import static io.espalier.jobs.cli.KubernetesFolder.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.deploy.k8s.Config$;
import org.apache.spark.internal.config.ConfigEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped Spark settings for Kubernetes. */
class KubernetesConfTest {
  private static final String CONF = "deploy/kubernetes/spark-kubernetes.conf";
  private static final String GPU_CONF = "deploy/kubernetes/spark-kubernetes-gpu.conf";
  private static final Pattern OUTCOMMENTED = Pattern.compile("(?m)^#(spark\\.\\S+)");

  /** Where the image of the Dockerfile has the distribution. */
  private static final String IN_THE_IMAGE = "/opt/espalier/";

  @ParameterizedTest
  @ValueSource(strings = {CONF, GPU_CONF})
  void spark_knows_every_setting(String file) throws IOException {
    Stream<String> outcommented =
        OUTCOMMENTED
            .matcher(Files.readString(Launched.PROJECT.resolve(file)))
            .results()
            .map(line -> line.group(1));
    assertThat(Stream.concat(settings(file).keySet().stream(), outcommented))
        .hasSizeGreaterThan(2)
        .allMatch(KubernetesConfTest::isKnown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.kubernetes.namespaces",
        "spark.kubernetes.executor.podTemplatefile",
        "spark.executor.resource.gpu.vendors"
      })
  void a_misspelt_setting_is_not_known(String name) {
    assertThat(isKnown(name)).isFalse();
  }

  /** Settings with a name of the user at their end are no entries of Spark's. */
  private static boolean isKnown(String name) {
    Config$ config = Config$.MODULE$;
    return ConfigEntry.findEntry(name) != null
        || Stream.of(
                config.KUBERNETES_DRIVER_ENV_PREFIX(),
                config.KUBERNETES_DRIVER_SECRET_KEY_REF_PREFIX(),
                config.KUBERNETES_EXECUTOR_SECRET_KEY_REF_PREFIX())
            .anyMatch(name::startsWith)
        || name.matches("spark\\.executor\\.resource\\.gpu\\.(amount|vendor|discoveryScript)")
        || name.equals(
            org.apache.spark.internal.config.package$.MODULE$.EXECUTOR_INSTANCES().key());
  }

  @Test
  void the_accounts_and_the_namespace_are_those_of_the_manifests() throws IOException {
    Map<String, String> settings = settings(CONF);
    List<String> accounts =
        objects("ServiceAccount").stream()
            .map(account -> at(account, "metadata.name").toString())
            .toList();

    assertThat(settings.get("spark.kubernetes.namespace"))
        .isEqualTo(at(object("namespace.yaml"), "metadata.name"));
    assertThat(
            List.of(
                settings.get("spark.kubernetes.authenticate.driver.serviceAccountName"),
                settings.get("spark.kubernetes.authenticate.executor.serviceAccountName")))
        .containsExactlyElementsOf(accounts);
  }

  @Test
  void the_pod_templates_and_the_scripts_of_the_image_exist() throws IOException {
    Map<String, String> settings = new TreeMap<>(settings(CONF));
    settings.putAll(settings(GPU_CONF));
    for (String side : List.of("driver", "executor")) {
      String template = settings.get("spark.kubernetes." + side + ".podTemplateFile");
      assertThat(Launched.PROJECT.resolve(template)).isRegularFile();
    }
    for (String script :
        List.of(
            "spark.kubernetes.decommission.script",
            "spark.executor.resource.gpu.discoveryScript")) {
      String path = settings.get(script);
      assertThat(path).startsWith(IN_THE_IMAGE);
      assertThat(Launched.PROJECT.resolve(path.substring(IN_THE_IMAGE.length()))).isExecutable();
    }
  }

  @Test
  void credentials_come_from_secrets_and_never_from_settings() throws IOException {
    for (String file : List.of(CONF, GPU_CONF)) {
      assertThat(Files.readString(Launched.PROJECT.resolve(file)).lines())
          .noneMatch(line -> line.matches("#?spark\\.hadoop\\.fs\\.s3a\\.\\S*(key|token)\\s.*"));
    }
  }

  @Test
  void the_web_page_of_the_driver_is_on_the_loopback_interface() throws IOException {
    assertThat(settings(CONF))
        .containsEntry("spark.kubernetes.driverEnv.SPARK_LOCAL_IP", "127.0.0.1");
  }
}
