// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static io.espalier.jobs.cli.KubernetesFolder.at;
import static io.espalier.jobs.cli.KubernetesFolder.maps;
import static io.espalier.jobs.cli.KubernetesFolder.object;
import static io.espalier.jobs.cli.KubernetesFolder.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests of {@code deploy/kubernetes} against the schemas of Kubernetes, as its Java client
 * has them, and what they promise of safety.
 */
class KubernetesManifestsTest {
  private static final String NAMESPACE = "espalier";

  @FunctionalInterface
  private interface Schema {
    void validate(JsonElement object) throws IOException;
  }

  private static final Map<String, Schema> SCHEMAS =
      Map.of(
          "v1 Namespace", V1Namespace::validateJsonElement,
          "v1 Pod", V1Pod::validateJsonElement,
          "v1 PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement,
          "v1 ServiceAccount", V1ServiceAccount::validateJsonElement,
          "rbac.authorization.k8s.io/v1 Role", V1Role::validateJsonElement,
          "rbac.authorization.k8s.io/v1 RoleBinding", V1RoleBinding::validateJsonElement);

  static List<Path> manifests() {
    return KubernetesFolder.manifests();
  }

  static List<Map<String, Object>> pods() {
    return objects("Pod");
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void every_object_of_a_manifest_has_the_schema_of_its_kind(Path file) throws IOException {
    List<Map<String, Object>> objects = objects(file);
    assertThat(objects).isNotEmpty();
    for (Map<String, Object> object : objects) {
      String kind = object.get("apiVersion") + " " + object.get("kind");
      assertThat(SCHEMAS).containsKey(kind);
      SCHEMAS.get(kind).validate(new Gson().toJsonTree(object));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{kind: Pod, spec: {containers: [{name: a, readOnly: true}]}}",
        "{kind: Pod, spec: {container: []}}",
        "{kind: Pod, spec: {containers: [{image: a}]}}",
        "{kind: Pod, spec: {containers: [{name: a, volumeMounts: [{name: tmp}]}]}}"
      })
  void a_misspelt_or_missing_field_is_not_of_the_schema(String pod) {
    assertThatThrownBy(
            () ->
                V1Pod.validateJsonElement(
                    new Gson().toJsonTree(new org.yaml.snakeyaml.Yaml().<Object>load(pod))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("pods")
  void no_pod_runs_as_root_writes_its_root_file_system_or_gains_privileges(
      Map<String, Object> pod) {
    assertThat(at(pod, "spec.securityContext.runAsNonRoot")).isEqualTo(true);
    assertThat(at(pod, "spec.securityContext.seccompProfile.type")).isEqualTo("RuntimeDefault");
    for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      assertThat(at(pod, "spec." + shared)).isNull();
    }
    List<Map<String, Object>> containers = maps(pod, "spec.containers");
    assertThat(containers).hasSize(1);
    for (Map<String, Object> container : containers) {
      assertThat(KubernetesFolder.object(container, "securityContext"))
          .containsOnly(
              entry("readOnlyRootFilesystem", true),
              entry("allowPrivilegeEscalation", false),
              entry("capabilities", Map.of("drop", List.of("ALL"))));
    }
  }

  @ParameterizedTest
  @MethodSource("pods")
  void every_mounted_volume_exists_and_none_is_of_the_host(Map<String, Object> pod) {
    List<Map<String, Object>> volumes = maps(pod, "spec.volumes");
    Map<String, Object> container = maps(pod, "spec.containers").get(0);

    assertThat(maps(container, "volumeMounts"))
        .extracting(mount -> mount.get("name"))
        .containsExactlyInAnyOrderElementsOf(
            volumes.stream().map(volume -> volume.get("name")).toList());
    assertThat(volumes).noneMatch(volume -> volume.containsKey("hostPath"));
    assertThat(maps(container, "volumeMounts"))
        .anyMatch(mount -> mount.get("mountPath").equals("/tmp") && !mount.containsKey("readOnly"));
    List<Object> claims =
        objects("PersistentVolumeClaim").stream().map(claim -> at(claim, "metadata.name")).toList();
    assertThat(volumes)
        .filteredOn(volume -> volume.containsKey("persistentVolumeClaim"))
        .hasSize(2)
        .allSatisfy(
            volume ->
                assertThat(at(volume, "persistentVolumeClaim.claimName")).isIn(claims.toArray()));
  }

  @Test
  void only_the_driver_has_a_token_of_kubernetes() {
    assertThat(object("driver-pod.yaml"))
        .satisfies(pod -> assertThat(at(pod, "spec.automountServiceAccountToken")).isEqualTo(true));
    for (String file : List.of("executor-pod.yaml", "shell-pod.yaml")) {
      assertThat(at(object(file), "spec.automountServiceAccountToken")).as(file).isEqualTo(false);
    }
    assertThat(objects("ServiceAccount"))
        .hasSize(2)
        .allSatisfy(
            account -> assertThat(account.get("automountServiceAccountToken")).isEqualTo(false));
  }

  @Test
  void the_driver_may_do_what_spark_does_and_nothing_else() {
    List<Map<String, Object>> roles = objects("Role");
    assertThat(roles).hasSize(1);
    assertThat(maps(roles.get(0), "rules"))
        .containsExactly(
            Map.of(
                "apiGroups", List.of(""),
                "resources", List.of("pods"),
                "verbs", List.of("create", "get", "list", "watch", "delete", "deletecollection")),
            Map.of(
                "apiGroups", List.of(""),
                "resources", List.of("configmaps"),
                "verbs", List.of("create", "deletecollection")));

    List<Map<String, Object>> bindings = objects("RoleBinding");
    assertThat(bindings).hasSize(1);
    assertThat(maps(bindings.get(0), "subjects"))
        .containsExactly(
            Map.of("kind", "ServiceAccount", "name", "espalier-driver", "namespace", NAMESPACE));
    assertThat(at(bindings.get(0), "roleRef.name")).isEqualTo(at(roles.get(0), "metadata.name"));
    assertThat(manifests())
        .flatMap(KubernetesFolder::objects)
        .noneMatch(object -> object.get("kind").toString().startsWith("Cluster"));
  }

  @Test
  void all_objects_are_in_one_namespace_that_admits_restricted_pods_only() {
    assertThat(at(object("namespace.yaml"), "metadata.name")).isEqualTo(NAMESPACE);
    assertThat(KubernetesFolder.object(object("namespace.yaml"), "metadata"))
        .extracting("labels")
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .contains(entry("pod-security.kubernetes.io/enforce", "restricted"));
    Set<String> elsewhere = Set.of("namespace.yaml", "driver-pod.yaml", "executor-pod.yaml");
    for (Path file : manifests()) {
      if (!elsewhere.contains(file.getFileName().toString())) {
        assertThat(objects(file))
            .allSatisfy(
                object -> assertThat(at(object, "metadata.namespace")).isEqualTo(NAMESPACE));
      }
    }
  }

  @Test
  void an_executor_has_longer_to_stop_than_its_script_waits() throws IOException {
    Matcher wait =
        Pattern.compile("ESPALIER_LEAVE_SECONDS:-(\\d+)}")
            .matcher(Files.readString(KubernetesFolder.FOLDER.resolve("leave")));
    assertThat(wait.find()).isTrue();
    int seconds = Integer.parseInt(wait.group(1));

    assertThat(at(object("executor-pod.yaml"), "spec.terminationGracePeriodSeconds"))
        .isInstanceOfSatisfying(
            Integer.class, grace -> assertThat(grace).isGreaterThan(seconds + 10));
  }
}
