// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A bucket that calls a watcher before each operation, which can prevent it by throwing. */
public class WatchedFileSystem extends ObjectStoreFileSystem {
  private static final URI BUCKET = URI.create("s3a://watched");

  private volatile Watcher watcher = (operation, path) -> {};

  /** Is called before each operation. */
  @FunctionalInterface
  interface Watcher {
    void before(String operation, String path) throws IOException;
  }

  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.s3a.impl", WatchedFileSystem.class, RawLocalFileSystem.class);
    return configuration;
  }

  /** The instance that all stores in {@code s3a://watched} share. */
  static WatchedFileSystem shared() throws IOException {
    return (WatchedFileSystem) FileSystem.get(BUCKET, configuration());
  }

  static String root(java.nio.file.Path folder) {
    return BUCKET + folder.toString();
  }

  void watch(Watcher newWatcher) {
    watcher = newWatcher;
  }

  void watchNoLonger() {
    watcher = (operation, path) -> {};
  }

  @Override
  public URI getUri() {
    return BUCKET;
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    watcher.before("list", path.toUri().getPath());
    return super.listStatus(path);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    watcher.before("open", path.toUri().getPath());
    return super.open(path, bufferSize);
  }

  @Override
  public void copyFromLocalFile(boolean delete, boolean overwrite, Path from, Path to)
      throws IOException {
    watcher.before("upload", to.toUri().getPath());
    super.copyFromLocalFile(delete, overwrite, from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    watcher.before("delete", path.toUri().getPath());
    return super.delete(path, recursive);
  }
}
