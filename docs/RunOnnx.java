import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Classifies an image with an exported ticket. Needs ONNX Runtime alone, neither Espalier nor
 * PyTorch.
 *
 * <pre>
 * java -cp jobs/target/spark/jars/onnxruntime-1.23.2.jar docs/RunOnnx.java TICKET.onnx IMAGE
 * </pre>
 */
final class RunOnnx {
  public static void main(String[] arguments) throws Exception {
    try (OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session = environment.createSession(arguments[0])) {
      Map<String, String> facts = session.getMetadata().getCustomMetadata();
      long[] image = Arrays.stream(facts.get("image").split(", ")).mapToLong(Long::parseLong).toArray();
      float[] pixels =
          pixels(
              ImageIO.read(Path.of(arguments[1]).toFile()),
              (int) image[1],
              (int) image[2],
              numbers(facts.get("mean")),
              numbers(facts.get("deviation")));
      long[] batchOfOne = {1, image[0], image[1], image[2]};
      try (OnnxTensor input =
              OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), batchOfOne);
          OrtSession.Result result = session.run(Map.of("images", input))) {
        print(((float[][]) result.get(0).getValue())[0], facts);
      }
    }
  }

  /** Channel by channel: from 0 to 1, less the mean, divided by the standard deviation. */
  private static float[] pixels(
      BufferedImage image, int height, int width, float[] mean, float[] deviation) {
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = scaled.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    canvas.drawImage(image, 0, 0, width, height, null);
    canvas.dispose();
    float[] pixels = new float[mean.length * height * width];
    for (int channel = 0; channel < mean.length; channel++) {
      for (int i = 0; i < height * width; i++) {
        int rgb = scaled.getRGB(i % width, i / width);
        float value = (rgb >> (16 - 8 * channel) & 255) / 255f;
        pixels[channel * height * width + i] = (value - mean[channel]) / deviation[channel];
      }
    }
    return pixels;
  }

  private static void print(float[] logits, Map<String, String> facts) {
    double sum = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i])).sum();
    List<Integer> best =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparing(i -> -logits[i]))
            .limit(5)
            .toList();
    String[] classes = facts.get("class_names").split("\n");
    System.out.printf(
        Locale.ROOT, "%s, accuracy %s%n", facts.get("model"), facts.get("accuracy"));
    for (int index : best) {
      System.out.printf(Locale.ROOT, "%s: %.3f%n", classes[index], Math.exp(logits[index]) / sum);
    }
  }

  private static float[] numbers(String text) {
    String[] parts = text.split(", ");
    float[] numbers = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Float.parseFloat(parts[i]);
    }
    return numbers;
  }
}
