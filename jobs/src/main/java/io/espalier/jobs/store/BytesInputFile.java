// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A Parquet file in memory: reading it takes one request to the storage instead of four, and any
 * exception means invalid content, not a failure of the storage.
 */
final class BytesInputFile implements InputFile {
  private final byte[] bytes;

  BytesInputFile(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long getLength() {
    return bytes.length;
  }

  @Override
  public SeekableInputStream newStream() {
    Cursor cursor = new Cursor(bytes);
    return new DelegatingSeekableInputStream(cursor) {
      @Override
      public long getPos() {
        return cursor.position();
      }

      @Override
      public void seek(long position) throws IOException {
        cursor.seek(position);
      }
    };
  }

  /** The file name in messages of Parquet; callers add the location. */
  @Override
  public String toString() {
    return "this";
  }

  private static final class Cursor extends ByteArrayInputStream {
    Cursor(byte[] bytes) {
      super(bytes);
    }

    int position() {
      return pos;
    }

    void seek(long position) throws IOException {
      if (position < 0 || position > count) {
        throw new IOException("no byte " + position + " among " + count);
      }
      pos = (int) position;
    }
  }
}
