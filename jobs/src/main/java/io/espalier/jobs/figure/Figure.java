package io.espalier.jobs.figure;

import io.espalier.jobs.query.Section;
import java.util.List;

/** How a part's answer looks. */
public interface Figure {
  /** Of a part that is read, not looked at. */
  Figure NONE = section -> List.of();

  /**
   * @return what is drawn of a section; nothing where nothing could be seen
   */
  List<Panel> panels(Section section);
}
