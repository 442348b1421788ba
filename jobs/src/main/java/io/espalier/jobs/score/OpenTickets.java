// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.score.TicketClassifier;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The tickets of a process that tasks are using, each once for all of them. The last task that ends
 * closes a ticket.
 */
final class OpenTickets {
  /** Those of this process; tasks of one executor share no other object. */
  static final OpenTickets SHARED = new OpenTickets();

  private record Place(String folder, String device, int batch) {}

  private static final class Shelf {
    private int users;
    private TicketClassifier ticket;
  }

  private final Map<Place, Shelf> shelves = new HashMap<>();

  /** The use of a ticket by one task, until it is closed. */
  final class Use implements AutoCloseable {
    private final Place place;
    private final TicketClassifier ticket;

    private Use(Place place, TicketClassifier ticket) {
      this.place = place;
      this.ticket = ticket;
    }

    TicketClassifier ticket() {
      return ticket;
    }

    @Override
    public void close() {
      release(place);
    }
  }

  /**
   * Opens a ticket, or shares the one that is open.
   *
   * @throws IOException when it cannot be read
   */
  Use use(ScoredTicket ticket, String device, int batch, HadoopStorage storage) throws IOException {
    Place place = new Place(ticket.folder(), device, batch);
    Shelf shelf;
    synchronized (shelves) {
      shelf = shelves.computeIfAbsent(place, absent -> new Shelf());
      shelf.users++;
    }
    try {
      synchronized (shelf) {
        if (shelf.ticket == null) {
          CheckedEngine engine = ProcessEngine.checked(device); // before any computation
          shelf.ticket =
              TicketClassifier.open(
                  new TicketFolder(storage, ticket.folder()),
                  ticket.input(),
                  ticket.precision(),
                  engine,
                  device,
                  batch);
        }
        return new Use(place, shelf.ticket);
      }
    } catch (IOException | RuntimeException | Error e) {
      release(place);
      throw e;
    }
  }

  private void release(Place place) {
    TicketClassifier unused = null;
    synchronized (shelves) {
      Shelf shelf = shelves.get(place);
      if (--shelf.users == 0) {
        shelves.remove(place);
        unused = shelf.ticket;
      }
    }
    if (unused != null) {
      unused.close();
    }
  }

  /** The number of tickets that are open. */
  int open() {
    synchronized (shelves) {
      return shelves.size();
    }
  }
}
