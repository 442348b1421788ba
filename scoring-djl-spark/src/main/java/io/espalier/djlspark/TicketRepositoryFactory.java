// SPDX-License-Identifier: Apache-2.0
package io.espalier.djlspark;

import ai.djl.repository.Repository;
import ai.djl.repository.RepositoryFactory;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Opens tickets for DJL on any file system: copies the folder of a {@link TicketUrl} once a process,
 * through Hadoop, and leaves the rest to DJL. Found by {@link java.util.ServiceLoader}.
 */
public final class TicketRepositoryFactory implements RepositoryFactory {
  /** Copies of this process, by location; DJL makes several factories. */
  private static final Map<String, Path> COPIES = new ConcurrentHashMap<>();

  @Override
  public Set<String> getSupportedScheme() {
    return Set.of(TicketUrl.SCHEME);
  }

  /**
   * Copies a ticket, and checks the engine of this process, before DJL computes with it.
   *
   * @throws UncheckedIOException when it cannot be copied
   */
  @Override
  public Repository newInstance(String name, URI uri) {
    ProcessEngine.checked("cpu");
    Path copy = COPIES.computeIfAbsent(TicketUrl.of(uri).location(), TicketRepositoryFactory::copied);
    return Repository.newInstance(name, copy);
  }

  private static Path copied(String location) {
    Configuration configuration =
        SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    try {
      Path copy = Files.createTempDirectory("espalier-ticket");
      new TicketFolder(new HadoopStorage(configuration), location)
          .copyForDjl(new LocalStorage(), copy.toString());
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
