// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers as JSON in UTF-8: {@code {"predicted": 3, "predicted_class": "cat", "probability": 0.9,
 * "top5": [{"index": 3, "class": "cat", "probability": 0.9}, …]}}, or {@code {"error":
 * "truncated"}}. Probabilities have all digits, so that they are read as they were.
 */
public final class AnswerJson {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final String ERROR = "error";
  private static final String PROBABILITY = "probability";

  private AnswerJson() {}

  /** Writes an answer. */
  public static byte[] bytes(Answer answer) {
    JsonObject json = new JsonObject();
    if (answer instanceof Answer.Prediction prediction) {
      json.addProperty("predicted", prediction.first().index());
      json.addProperty("predicted_class", prediction.first().name());
      json.addProperty(PROBABILITY, prediction.first().probability());
      JsonArray best = new JsonArray();
      for (Guess guess : prediction.best()) {
        JsonObject one = new JsonObject();
        one.addProperty("index", guess.index());
        one.addProperty("class", guess.name());
        one.addProperty(PROBABILITY, guess.probability());
        best.add(one);
      }
      json.add("top5", best);
    } else if (answer instanceof Answer.Unreadable unreadable) {
      json.addProperty(ERROR, unreadable.reason());
    }
    return GSON.toJson(json).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads the result of {@link #bytes}. */
  public static Answer answer(byte[] bytes) {
    JsonObject json =
        JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
    if (json.has(ERROR)) {
      return new Answer.Unreadable(json.get(ERROR).getAsString());
    }
    List<Guess> best = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("top5")) {
      JsonObject one = element.getAsJsonObject();
      best.add(
          new Guess(
              one.get("index").getAsInt(),
              one.get("class").getAsString(),
              one.get(PROBABILITY).getAsDouble()));
    }
    return new Answer.Prediction(best);
  }
}
