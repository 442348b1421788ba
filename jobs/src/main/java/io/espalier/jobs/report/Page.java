// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.figure.Drawing;
import io.espalier.jobs.figure.Panel;
import io.espalier.jobs.query.Query;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The report as one self-contained HTML file: figures are inline, styles are in its head, and there
 * is no script.
 */
final class Page {
  private static final String TITLE = "Espalier report";

  /** Number of rows above which a table is collapsed until a click opens it. */
  private static final int SHORT_TABLE = 30;

  private final Document document;
  private final Drawing drawing;
  private final Element main;

  private Page() {
    document = emptyDocument();
    drawing = new Drawing(document);
    Element html = document.createElement("html");
    html.setAttribute("lang", "en");
    document.appendChild(html);
    Element head = added(html, "head");
    Element viewport = added(head, "meta");
    viewport.setAttribute("name", "viewport");
    viewport.setAttribute("content", "width=device-width, initial-scale=1");
    added(head, "title", TITLE);
    added(head, "style", style());
    main = added(added(html, "body"), "main");
    added(main, "h1", TITLE);
  }

  /**
   * @param notes paragraphs at the start of the page
   * @param answers the parts and their results; only those with rows are shown
   */
  static Page of(List<String> notes, List<Answer> answers) {
    Page page = new Page();
    notes.forEach(note -> page.added(page.main, "p", note));
    List<Answer> shown = answers.stream().filter(answer -> !answer.isEmpty()).toList();
    page.contents(shown);
    shown.forEach(page::part);
    return page;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write("<!DOCTYPE html>\n".getBytes(StandardCharsets.UTF_8));
    write(document, new StreamResult(out));
  }

  /** A figure as an SVG element, for use in other pages. */
  static String svg(Panel panel) {
    StringWriter text = new StringWriter();
    try {
      write(new Drawing(emptyDocument()).svg(panel), new StreamResult(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(Node node, StreamResult to) throws IOException {
    try {
      Transformer writer = TransformerFactory.newDefaultInstance().newTransformer();
      writer.setOutputProperty(OutputKeys.METHOD, "html");
      writer.setOutputProperty(OutputKeys.ENCODING, StandardCharsets.UTF_8.name());
      writer.setOutputProperty(OutputKeys.INDENT, "no");
      writer.transform(new DOMSource(node), to);
    } catch (TransformerException e) {
      throw new IOException("Cannot write the report's page: " + e.getMessage(), e);
    }
  }

  private static Document emptyDocument() {
    try {
      return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("The JDK's own parser has no default configuration", e);
    }
  }

  private void contents(List<Answer> answers) {
    Element list = added(added(main, "nav"), "ul");
    for (Answer answer : answers) {
      Element link = added(added(list, "li"), "a", answer.part().query().title());
      link.setAttribute("href", "#" + answer.part().query().name());
    }
  }

  private void part(Answer answer) {
    Query query = answer.part().query();
    Element part = added(main, "section");
    part.setAttribute("id", query.name());
    added(part, "h2", query.title());
    added(part, "p", query.description());
    answer.sections().forEach(drawn -> section(part, drawn));
    Element files = added(part, "p", "All rows: ");
    files.setAttribute("class", "files");
    link(files, query.name() + ".csv");
    files.appendChild(document.createTextNode(", as Markdown: "));
    link(files, query.name() + ".md");
  }

  private void section(Element part, Answer.Drawn drawn) {
    Section section = drawn.section();
    if (!section.title().isEmpty()) {
      added(part, "h3", section.title());
    }
    Element beside = added(part, "div");
    beside.setAttribute("class", "beside");
    if (!drawn.panels().isEmpty()) {
      Element figures = added(beside, "div");
      figures.setAttribute("class", "figures");
      drawn.panels().forEach(panel -> figure(figures, panel));
    }
    Element numbers = added(beside, "div");
    numbers.setAttribute("class", "numbers");
    String circumstances = Answer.circumstances(section.table());
    if (!circumstances.isEmpty()) {
      added(numbers, "p", circumstances);
    }
    table(numbers, Answer.shown(section.table()));
  }

  private void figure(Element row, Panel panel) {
    Element figure = added(row, "figure");
    added(figure, "figcaption", panel.caption());
    figure.appendChild(drawing.svg(panel));
  }

  private void table(Element part, Table table) {
    int rows = table.rows().size();
    Element around = part;
    if (rows > SHORT_TABLE) {
      around = added(part, "details");
      String some = rows > Answer.MAX_ROWS ? "The first %,d of %,d rows" : "%2$,d rows";
      added(around, "summary", String.format(Locale.ROOT, some, Answer.MAX_ROWS, rows));
    }
    Element scrolled = added(around, "div");
    scrolled.setAttribute("class", "table");
    Element grid = added(scrolled, "table");
    List<ShownColumn> columns = ShownColumn.of(table.first(Answer.MAX_ROWS));
    Element head = added(added(grid, "thead"), "tr");
    columns.forEach(column -> aligned(added(head, "th", column.heading()), column));
    Element body = added(grid, "tbody");
    IntStream.range(0, Math.min(rows, Answer.MAX_ROWS))
        .forEach(
            row -> {
              Element line = added(body, "tr");
              columns.forEach(
                  column -> aligned(added(line, "td", column.cells().get(row)), column));
            });
  }

  private static void aligned(Element cell, ShownColumn column) {
    if (column.isNumeric()) {
      cell.setAttribute("class", "number");
    }
  }

  private void link(Element parent, String file) {
    added(parent, "a", file).setAttribute("href", file);
  }

  private Element added(Element parent, String name) {
    Element child = document.createElement(name);
    parent.appendChild(child);
    return child;
  }

  private Element added(Element parent, String name, String text) {
    Element child = added(parent, name);
    child.appendChild(document.createTextNode(text));
    return child;
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream("/report/page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the page's style: " + e.getMessage(), e);
    }
  }
}
