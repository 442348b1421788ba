// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import java.awt.Dimension;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jfree.chart.ChartUtils;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Draws panels as SVG in a document, and as images. A chart is drawn by one thread at a time: it
 * keeps the positions of its parts while it is drawn.
 */
public final class Drawing {
  /** Scale of images, twice the screen resolution, for print. */
  private static final int PICTURE_SCALE = 2;

  private static final int DECIMALS = 2;

  private final Document document;

  /** Generates the ids of all panels, so that they are unique in the document. */
  private final SVGIDGenerator names = new SVGIDGenerator();

  public Drawing(Document document) {
    this.document = document;
  }

  /** An {@code svg} element of full width, with the caption as its accessible label. */
  public Element svg(Panel panel) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setIDGenerator(names);
    context.setPrecision(DECIMALS);
    context.setComment(null);
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(Panel.WIDTH, panel.height()));
    synchronized (panel.chart()) {
      panel.chart().draw(graphics, new Rectangle(Panel.WIDTH, panel.height()));
    }
    Element svg = graphics.getRoot();
    svg.setAttribute("viewBox", "0 0 " + Panel.WIDTH + " " + panel.height());
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    unnamed(svg.getElementsByTagName("defs"));
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", panel.caption());
    return svg;
  }

  /**
   * Removes the ids of these elements: they are the same in each figure, and nothing refers to
   * them.
   */
  private static void unnamed(NodeList definitions) {
    for (int i = 0; i < definitions.getLength(); i++) {
      ((Element) definitions.item(i)).removeAttribute("id");
    }
  }

  /** Writes a panel as a PNG image with twice the screen resolution. */
  public static void writePng(Panel panel, OutputStream out) throws IOException {
    synchronized (panel.chart()) {
      ChartUtils.writeScaledChartAsPNG(
          out, panel.chart(), Panel.WIDTH, panel.height(), PICTURE_SCALE, PICTURE_SCALE);
    }
  }
}
