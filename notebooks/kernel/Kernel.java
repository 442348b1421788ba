import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rapaio.jupyter.kernel.MainApp;
import org.rapaio.jupyter.kernel.channels.Channels;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.core.Transform;

/**
 * Starts the kernel of a notebook. Its own main class (3.0.1) listens before it has handlers, and the
 * first request that comes too early, as on a busy machine, ends the thread that listens. Here it has
 * handlers of nothing from the beginning: such a request is passed over, and Jupyter asks again.
 */
final class Kernel {
  private Kernel() {}

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING); // it names each jar on its class path
    String connection = Files.readString(Path.of(arguments[0]));
    Channels channels = new Channels(Transform.fromJson(connection, ConnectionProperties.class));
    Field handlers = Channels.class.getDeclaredField("handlers");
    handlers.setAccessible(true);
    handlers.set(channels, Map.of());
    channels.connect(MainApp.kernel);
    channels.joinUntilClose();
  }
}
