// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.query.Section;
import java.util.List;

/** The figure of a part of the report. */
public interface Figure {
  /** No figure, for parts that are tables only. */
  Figure NONE = section -> List.of();

  /**
   * @return the panels of a section; empty if there is nothing to draw
   */
  List<Panel> panels(Section section);
}
