import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rapaio.jupyter.kernel.MainApp;
import org.rapaio.jupyter.kernel.channels.Channels;
import org.rapaio.jupyter.kernel.channels.LoopThread;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.core.Transform;

/**
 * Starts the kernel of a notebook. Its own main class (3.0.1) has two races, which it loses now and then
 * on a busy machine:
 *
 * <ul>
 *   <li>it listens before it has handlers, and the first request that comes too early ends the thread
 *       that listens. Here it has handlers of nothing from the beginning: such a request is passed over,
 *       and Jupyter asks again;
 *   <li>a thread that listens is told that it shall run only after it was started, and ends when it asks
 *       before. Here it is replaced by one that was told.
 * </ul>
 */
final class Kernel {
  /** Whoever asks too early ends at once. */
  private static final long MILLISECONDS_TO_END = 200;

  private static final long MILLISECONDS_BETWEEN_REQUESTS = 50; // as the kernel has it

  private Kernel() {}

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING); // it names each jar on its class path
    String connection = Files.readString(Path.of(arguments[0]));
    Channels channels = new Channels(Transform.fromJson(connection, ConnectionProperties.class));
    field(Channels.class, "handlers").set(channels, Map.of());
    channels.connect(MainApp.kernel);
    for (String listening : List.of("heartbeat", "shell", "control")) {
      Object channel = field(Channels.class, listening).get(channels);
      listen(channel, field(channel.getClass(), "loopThread"));
    }
    channels.joinUntilClose();
  }

  private static void listen(Object channel, Field thread) throws Exception {
    LoopThread first = (LoopThread) thread.get(channel);
    first.join(MILLISECONDS_TO_END);
    if (!first.isAlive()) {
      Runnable body = (Runnable) field(LoopThread.class, "loopBody").get(first);
      LoopThread other = new LoopThread(first.getName(), MILLISECONDS_BETWEEN_REQUESTS, body);
      field(LoopThread.class, "running").set(other, true);
      thread.set(channel, other);
      other.start();
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
