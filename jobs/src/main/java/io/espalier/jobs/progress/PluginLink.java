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
 * The way from any process of an application to the driver's half of {@link ProgressPlugin}.
 *
 * <p>It is the way of Spark's own {@link org.apache.spark.api.plugin.PluginContext}. That one is
 * given to plugins only, and a task has no way to the plugins of its executor but a static field.
 * {@link SparkEnv} is such a field that is there already, and holds one application by Spark's own
 * care; so the few calls here to what is Spark's inside are the price of having no second one.
 */
record PluginLink(RpcEndpointRef plugins) {
  private static final Logger LOG = LoggerFactory.getLogger(PluginLink.class);

  /** Empty, with a warning in the log, where the application runs without the plugin. */
  static Optional<PluginLink> ofThisApplication() {
    SparkEnv env = SparkEnv.get();
    try {
      return Optional.of(
          new PluginLink(
              RpcUtils.makeDriverRef(PluginEndpoint.class.getName(), env.conf(), env.rpcEnv())));
    } catch (Exception e) { // Scala declares nothing: a SparkException where nobody listens
      LOG.warn("Cannot watch runs: {} is not among spark.plugins ({})", ProgressPlugin.NAME, e);
      return Optional.empty();
    }
  }

  /**
   * Sends {@code message}, waiting for nothing; within the driver it arrives as it is, uncopied.
   */
  void send(Object message) {
    plugins.send(new PluginMessage(ProgressPlugin.NAME, message));
  }
}
