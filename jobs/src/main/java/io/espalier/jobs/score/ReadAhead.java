// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.score.ImageSource.Image;
import io.espalier.jobs.score.ImageSource.Reader;
import io.espalier.jobs.score.ImageSource.Reading;
import io.espalier.pruning.storage.Reason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The rows of the images of a partition, in order. Several are read at once, because an object
 * store takes tens of milliseconds for each; a bounded number of pieces waits, which limits the
 * memory.
 */
final class ReadAhead implements Iterator<Row> {
  private static final int THREADS = 4;

  /** Images that a thread reads in one go, because small local ones take less than a handover. */
  private static final int PIECE = 8;

  private static final int WAITING = 2 * THREADS;

  private final Iterator<Image> images;
  private final Reader reader;
  private final ExecutorService threads;
  private final Deque<Future<Deque<Row>>> ahead = new ArrayDeque<>();
  private Deque<Row> now = new ArrayDeque<>();

  private ReadAhead(Iterator<Image> images, Reader reader, ExecutorService threads) {
    this.images = images;
    this.reader = reader;
    this.threads = threads;
  }

  /** Starts reading; stops when the running task ends. */
  static Iterator<Row> started(
      Iterator<List<Image>> parts, Reading reading, SerializableConfiguration configuration)
      throws IOException {
    if (!parts.hasNext()) {
      return List.<Row>of().iterator();
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "read");
              thread.setDaemon(true);
              return thread;
            });
    TaskContext.get()
        .addTaskCompletionListener((TaskCompletionListener) ended -> threads.shutdownNow());
    return new ReadAhead(parts.next().iterator(), reading.reader(configuration), threads);
  }

  @Override
  public boolean hasNext() {
    while (images.hasNext() && ahead.size() < WAITING) {
      Deque<Image> piece = new ArrayDeque<>();
      while (piece.size() < PIECE && images.hasNext()) {
        piece.add(images.next());
      }
      ahead.add(threads.submit(() -> rows(piece)));
    }
    if (now.isEmpty() && !ahead.isEmpty()) {
      now = taken(ahead.remove());
    }
    return !now.isEmpty();
  }

  private Deque<Row> rows(Deque<Image> piece) {
    Deque<Row> rows = new ArrayDeque<>();
    piece.forEach(image -> rows.add(row(image)));
    return rows;
  }

  private Row row(Image image) {
    byte[] content = null;
    String error = null;
    try {
      content = reader.content(image);
    } catch (IOException e) {
      error = Reason.of(e);
    }
    return RowFactory.create(image.file(), image.label(), image.labelIndex(), content, error);
  }

  private static Deque<Row> taken(Future<Deque<Row>> read) {
    try {
      return read.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskKilledException("Reading images was interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot read an image", e.getCause());
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return now.remove();
  }
}
