package io.espalier.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * A plan in figures. A pass is one forward-backward pass over a training set.
 *
 * @param slots how many runs are made at a time
 * @param cells results that the sweep asks for
 * @param runs in the graph: the cells and what they need
 * @param done runs whose results are there
 * @param toDo runs to make
 * @param passes of all runs, done or not
 * @param passesToDo of the runs to make
 * @param passesAlone were each cell made on its own, see {@link PartGraph#passesAlone}
 * @param share {@code passes} ÷ {@code passesAlone}
 * @param longestPath passes of the costliest chain of runs to make
 * @param lowerBound passes that no schedule can fall below: the work over the slots, or the longest
 *     path
 * @param makespan passes until all is done when the longest path is always served first
 * @param parts each part by itself, in the order written
 * @param methods the whole by method and variant, in the order of the graph
 * @param notRead names of datasets that no folder is given for: the keys of runs on them are
 *     provisional
 * @param bytes that all runs keep for good, done or not; null where they are not known
 * @param notSized settings whose networks could not be measured
 * @param unpriced settings of runs to make of which it is not known what a pass takes
 * @param hours null when it is not known of every run to make what it takes
 */
public record PlanFigures(
    int slots,
    int cells,
    int runs,
    int done,
    int toDo,
    double passes,
    double passesToDo,
    double passesAlone,
    double share,
    double longestPath,
    double lowerBound,
    double makespan,
    List<PartFigures> parts,
    List<MethodFigures> methods,
    List<String> notRead,
    Long bytes,
    List<String> notSized,
    List<String> unpriced,
    HourFigures hours) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** The figures as a JSON object, keys in snake case. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the plan as JSON", e);
    }
  }

  /** The figures as aligned lines for a terminal. */
  public String text() {
    return new PlanText(this).text();
  }
}
