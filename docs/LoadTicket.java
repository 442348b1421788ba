import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageBatches;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.export.TicketBlockFactory;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.storage.LocalStorage;

/**
 * Loads a ticket with DJL alone and measures its accuracy again.
 *
 * <pre>
 * java -cp "jobs/target/espalier.jar:jobs/target/spark/jars/*" docs/LoadTicket.java \
 *     RESULTS/artifacts/KEY DATASET [FOLDER-OF-THE-DATASET]
 * </pre>
 */
final class LoadTicket {
  public static void main(String[] arguments) throws Exception {
    Path ticket = Path.of(arguments[0]);
    ImageSet images =
        Datasets.ALL
            .choose(arguments[1], Map.of())
            .value()
            .load(new LocalStorage(), arguments.length > 2 ? arguments[2] : "");
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optEngine("PyTorch")
            .optModelPath(ticket)
            .optModelName(TicketFolder.NAME)
            .optArgument("blockFactory", TicketBlockFactory.class.getName())
            .optTranslator(new NoopTranslator())
            .build();
    try (ZooModel<NDList, NDList> model = criteria.loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor()) {
      System.out.printf(
          "accuracy %.4f, recorded %.4f%n",
          accuracy(predictor, images),
          Manifest.read(new LocalStorage(), ticket.toString()).accuracy());
    }
  }

  private static double accuracy(Predictor<NDList, NDList> predictor, ImageSet images)
      throws Exception {
    ImageBatches batches = images.test().batches(images);
    int size = images.test().size();
    int right = 0;
    for (int from = 0; from < size; from += 250) {
      int to = Math.min(size, from + 250);
      FloatBuffer pixels = FloatBuffer.allocate((to - from) * images.imageSize());
      batches.plain(from, to, pixels);
      try (NDManager manager = NDManager.newBaseManager()) {
        Shape shape = new Shape(to - from, images.height(), images.width(), images.channels());
        NDArray batch = manager.create(pixels.flip(), shape).transpose(0, 3, 1, 2);
        long[] predicted =
            predictor.predict(new NDList(batch)).singletonOrThrow().argMax(1).toLongArray();
        for (int image = from; image < to; image++) {
          right += predicted[image - from] == images.test().labels()[image] ? 1 : 0;
        }
      }
    }
    return (double) right / size;
  }
}
