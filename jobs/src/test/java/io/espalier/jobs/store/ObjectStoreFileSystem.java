// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files that stand for a bucket, which has no rename. */
public class ObjectStoreFileSystem extends RawLocalFileSystem {

  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.s3a.impl", ObjectStoreFileSystem.class, RawLocalFileSystem.class);
    return configuration;
  }

  @Override
  public URI getUri() {
    return URI.create("s3a://bucket");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    throw new UnsupportedOperationException("Cannot rename " + from + ": this is a bucket");
  }
}
