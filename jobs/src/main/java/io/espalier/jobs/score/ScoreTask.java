// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.executor.TaskDevice;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.score.TicketInput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/** The scores of one partition, computed as they are taken. */
final class ScoreTask implements Iterator<Row> {
  private final Iterator<Row> images;
  private final List<SharedInput> inputs = new ArrayList<>();
  private final Deque<Row> scores = new ArrayDeque<>();
  private final TaskContext context;

  private ScoreTask(Iterator<Row> images, TaskContext context) {
    this.images = images;
    this.context = context;
  }

  /**
   * Opens the tickets on the device of the running task, and closes them when it ends.
   *
   * @param images rows with the columns of {@link ScoreColumns#IMAGES}
   * @throws IOException when a ticket cannot be read
   */
  static ScoreTask started(Iterator<Row> images, List<ScoredTicket> tickets, Scoring scoring)
      throws IOException {
    TaskContext context = TaskContext.get();
    ScoreTask task = new ScoreTask(images, context);
    if (!images.hasNext()) {
      return task; // an empty partition needs no device
    }
    String device = TaskDevice.of(scoring.device()).name();
    HadoopStorage storage = new HadoopStorage(scoring.configuration().value());
    Map<TicketInput, List<SharedInput.Member>> alike = new LinkedHashMap<>();
    for (ScoredTicket ticket : tickets) {
      OpenTickets.Use use = OpenTickets.SHARED.use(ticket, device, scoring.batch(), storage);
      context.addTaskCompletionListener((TaskCompletionListener) ended -> use.close());
      alike
          .computeIfAbsent(ticket.input(), input -> new ArrayList<>())
          .add(new SharedInput.Member(ticket, use.ticket()));
    }
    alike.values().forEach(members -> task.inputs.add(new SharedInput(members, task.scores::add)));
    return task;
  }

  @Override
  public boolean hasNext() {
    while (scores.isEmpty() && images.hasNext()) {
      if (context.isInterrupted()) {
        throw new TaskKilledException("Scoring was interrupted");
      }
      take(images.next());
      if (!images.hasNext()) {
        inputs.forEach(SharedInput::flush);
      }
    }
    return !scores.isEmpty();
  }

  private void take(Row image) {
    SharedInput.Named named =
        new SharedInput.Named(
            image.getAs(ScoreColumns.FILE),
            image.getAs(ScoreColumns.LABEL),
            image.getAs(ScoreColumns.LABEL_INDEX));
    byte[] content = image.getAs(ScoreColumns.CONTENT);
    String error = image.getAs(ScoreColumns.ERROR);
    for (SharedInput input : inputs) {
      if (content == null) {
        input.refuse(named, error == null ? "the image is missing" : error);
      } else {
        input.add(named, content);
      }
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return scores.remove();
  }
}
