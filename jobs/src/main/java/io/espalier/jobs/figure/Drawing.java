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
 * Draws panels into a document, and as pictures. A chart is drawn by one thread at a time, since it
 * keeps where its parts are while it is drawn.
 */
public final class Drawing {
  /** Twice as fine as a screen needs: for paper. */
  private static final int PICTURE_SCALE = 2;

  private static final int DECIMALS = 2;

  private final Document document;

  /** Of all panels of the document, for names in it must not be those of another's parts. */
  private final SVGIDGenerator names = new SVGIDGenerator();

  public Drawing(Document document) {
    this.document = document;
  }

  /** An {@code svg} element as wide as there is place, with its caption for who cannot see it. */
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

  /** One of them has the same name in each figure, which nothing refers to. */
  private static void unnamed(NodeList definitions) {
    for (int i = 0; i < definitions.getLength(); i++) {
      ((Element) definitions.item(i)).removeAttribute("id");
    }
  }

  /** A picture in PNG, twice as fine as a screen shows it. */
  public static void writePng(Panel panel, OutputStream out) throws IOException {
    synchronized (panel.chart()) {
      ChartUtils.writeScaledChartAsPNG(
          out, panel.chart(), Panel.WIDTH, panel.height(), PICTURE_SCALE, PICTURE_SCALE);
    }
  }
}
