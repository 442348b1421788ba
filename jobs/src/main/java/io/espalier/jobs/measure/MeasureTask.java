// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.measure;

import io.espalier.jobs.data.DatasetCache;
import io.espalier.jobs.executor.BuildInfo;
import io.espalier.jobs.executor.FailureCause;
import io.espalier.jobs.executor.NoSuchDevice;
import io.espalier.jobs.executor.RunProcess;
import io.espalier.jobs.executor.TaskDevice;
import io.espalier.jobs.score.ScoredTicket;
import io.espalier.jobs.store.MeasuredOn;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.sweep.DeviceChoice;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.engine.DeviceFacts;
import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The Spark task that measures one ticket. It writes the rows itself, so that what is measured
 * stays when the command is cancelled.
 *
 * @param data location of the dataset; empty when it is generated
 * @param out root of the results
 */
public record MeasureTask(
    ScoredTicket ticket,
    Measure measure,
    String data,
    DeviceChoice device,
    String out,
    SerializableConfiguration configuration)
    implements Serializable {

  /**
   * Measures; on an executor.
   *
   * @return why the ticket could not be measured, in one line; empty if it was
   * @throws NoSuchDevice when the executor lacks the device, which another may have
   */
  public String run() {
    String name = TaskDevice.of(device).name();
    try {
      measure(name);
      return "";
    } catch (InterruptedException | TaskKilledException e) {
      throw killed();
    } catch (Throwable e) { // fails this ticket, not the others
      if (TaskContext.get().isInterrupted()) { // killed during a file operation
        throw killed();
      }
      return FailureCause.of(e);
    }
  }

  private TaskKilledException killed() {
    return new TaskKilledException("The measurement of " + ticket.key() + " was interrupted");
  }

  private void measure(String name) throws IOException, InterruptedException {
    long start = System.currentTimeMillis();
    CheckedEngine engine = ProcessEngine.checked(name); // before any computation
    ResultStore store = new ResultStore(out, configuration.value());
    ImageSet set =
        DatasetCache.SHARED.get(ticket.dataset(), data, ticket.fingerprint(), store.storage());
    MeasuredOn on =
        new MeasuredOn(
            name,
            DeviceFacts.of(name).kind(),
            RunProcess.current().host(),
            start,
            new BuildInfo().number());
    measure.measure(new TicketAtHand(ticket.key(), ticket.folder(), set, name, engine, store, on));
  }
}
