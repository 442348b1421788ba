// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.pruning.data.InputImages;
import io.espalier.pruning.score.Answer;
import io.espalier.pruning.score.TicketClassifier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;

/** The images of a task that wait for a pass of the tickets with one input. */
final class SharedInput {

  /** A ticket and its classifier. */
  record Member(ScoredTicket ticket, TicketClassifier classifier) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Waiting(Named image, byte[] planes) {}

  /**
   * An image and its class.
   *
   * @param label name of the class, or null
   * @param labelIndex index of the class, or null
   */
  record Named(String file, String label, Integer labelIndex) {
    private Integer labelIn(ScoredTicket ticket) {
      return label == null ? labelIndex : ticket.labelled(label).orElse(null);
    }
  }

  private final List<Member> members;
  private final InputImages decoder;
  private final int batch;
  private final Consumer<Row> out;
  private final List<Waiting> waiting = new ArrayList<>();

  /**
   * @param members at least one, all with the same input
   * @param out receives the rows of scores
   */
  SharedInput(List<Member> members, Consumer<Row> out) {
    this.members = members;
    this.decoder = members.get(0).ticket().input().images();
    this.batch = members.get(0).classifier().batch();
    this.out = out;
  }

  /**
   * Adds an image; scores when a batch is full.
   *
   * @param content the image file
   */
  void add(Named image, byte[] content) {
    byte[] planes;
    try {
      planes = decoder.planes(content);
    } catch (IOException e) {
      refuse(image, e.getMessage());
      return;
    }
    waiting.add(new Waiting(image, planes));
    if (waiting.size() == batch) {
      flush();
    }
  }

  /** Writes rows for an image that cannot be read. */
  void refuse(Named image, String reason) {
    Answer.Unreadable unreadable = new Answer.Unreadable(reason);
    members.forEach(member -> out.accept(row(member, image, unreadable)));
  }

  /** Scores the images that wait. */
  void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    List<byte[]> planes = waiting.stream().map(Waiting::planes).toList();
    for (Member member : members) {
      List<Answer> answers = member.classifier().ofPlanes(planes);
      for (int i = 0; i < answers.size(); i++) {
        out.accept(row(member, waiting.get(i).image(), answers.get(i)));
      }
    }
    waiting.clear();
  }

  private static Row row(Member member, Named image, Answer answer) {
    ScoredTicket ticket = member.ticket();
    return ScoreColumns.score(image.file(), image.labelIn(ticket), ticket.key(), answer);
  }
}
