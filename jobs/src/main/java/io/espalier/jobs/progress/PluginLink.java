// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.internal.plugin.PluginEndpoint;
import org.apache.spark.internal.plugin.PluginMessage;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.util.RpcUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages from any process of an application to the driver side of {@link ProgressPlugin}.
 *
 * <p>Spark's {@link org.apache.spark.api.plugin.PluginContext} does the same, but only plugins get
 * one, and a task could reach the plugin of its executor only through a static field. {@link
 * SparkEnv} already is such a field, managed by Spark; so this class uses internal calls of Spark
 * instead of adding a second one.
 */
record PluginLink(RpcEndpointRef plugins) {
  private static final Logger LOG = LoggerFactory.getLogger(PluginLink.class);

  /** The link; empty, with a warning, when the application runs without the plugin. */
  static Optional<PluginLink> ofThisApplication() {
    SparkEnv env = SparkEnv.get();
    try {
      return Optional.of(
          new PluginLink(
              RpcUtils.makeDriverRef(PluginEndpoint.class.getName(), env.conf(), env.rpcEnv())));
    } catch (Exception e) { // a SparkException when there is no endpoint; Scala does not declare it
      LOG.warn("Cannot report progress: {} is not in spark.plugins ({})", ProgressPlugin.NAME, e);
      return Optional.empty();
    }
  }

  /**
   * Sends {@code message} without waiting; within the driver the object itself arrives, not a copy.
   */
  void send(Object message) {
    plugins.send(new PluginMessage(ProgressPlugin.NAME, message));
  }
}
