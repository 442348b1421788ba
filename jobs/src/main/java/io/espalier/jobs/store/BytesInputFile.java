package io.espalier.jobs.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A Parquet file whose bytes are all here: one request to a store in place of four, and what goes
 * wrong in reading it is the content's fault, not the store's.
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

  /** What Parquet calls the file in its messages; where the bytes are from is told around them. */
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
