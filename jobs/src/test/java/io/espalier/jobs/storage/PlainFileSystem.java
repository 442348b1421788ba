// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.storage;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Local files that stand for a store without an {@code AbstractFileSystem}, whose rename replaces
 * no file.
 */
public class PlainFileSystem extends RawLocalFileSystem {

  static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.plain.impl", PlainFileSystem.class, RawLocalFileSystem.class);
    return configuration;
  }

  @Override
  public URI getUri() {
    return URI.create("plain://store");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return !exists(to) && super.rename(from, to);
  }
}
