// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A proxy that answers 503 as long as {@code busy} holds, and otherwise forwards to the server. */
final class BusyProxy implements AutoCloseable {
  private static final byte[] BUSY =
      String.join(
              "\r\n",
              "HTTP/1.1 503 Slow Down",
              "Content-Type: application/xml",
              "Connection: close",
              "Content-Length: 59",
              "",
              "<Error><Code>SlowDown</Code><Message>Busy</Message></Error>")
          .getBytes(US_ASCII);

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger refused = new AtomicInteger();

  BusyProxy(int server, BooleanSupplier busy) throws IOException {
    threads.execute(
        () -> {
          while (!listening.isClosed()) {
            try {
              Socket client = listening.accept();
              threads.execute(
                  () -> {
                    try (client) {
                      if (busy.getAsBoolean()) {
                        refuse(client);
                      } else {
                        pass(client, server);
                      }
                    } catch (IOException e) {
                      // One side hung up; the closed socket ends the other.
                    }
                  });
            } catch (IOException e) {
              return; // closed
            }
          }
        });
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The number of requests that were answered with 503. */
  int refused() {
    return refused.get();
  }

  private void refuse(Socket client) throws IOException {
    refused.incrementAndGet();
    InputStream in = client.getInputStream();
    int matched = 0; // characters of the empty line that ends a request's header
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
    }
    client.getOutputStream().write(BUSY);
    client.shutdownOutput();
    in.skip(Long.MAX_VALUE); // a body that is not read would reset the connection
  }

  private void pass(Socket client, int port) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      threads.execute(
          () -> {
            try {
              OutputStream out = client.getOutputStream();
              server.getInputStream().transferTo(out);
              client.close();
            } catch (IOException e) {
              // As above.
            }
          });
      client.getInputStream().transferTo(server.getOutputStream());
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }
}
