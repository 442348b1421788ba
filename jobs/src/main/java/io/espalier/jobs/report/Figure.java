package io.espalier.jobs.report;

import java.util.List;

/** How a part's answer looks. */
interface Figure {
  /** Of a part that is read, not looked at. */
  Figure NONE = section -> List.of();

  /**
   * @return what is drawn of a section; nothing where nothing could be seen
   */
  List<Panel> panels(Section section);
}
