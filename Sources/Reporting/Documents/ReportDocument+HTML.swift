extension ReportDocument {
  /// The document as one HTML file that needs nothing else: no script, no request, light and dark, for a wide screen,
  /// a telephone and paper.
  ///
  /// It is well-formed XML too. Checked in `ReportPageTests`.
  var html: String {
    var page = HTMLPage()
    for block in blocks { page.add(block) }
    var text = "<!DOCTYPE html>\n"
    page.document(title: title).write(to: &text)
    return text
  }
}

/// A page in the making: its sections, and the table of contents that grows with them.
private struct HTMLPage {
  /// A heading with what stands below it, up to the next of its kind.
  private struct Section {
    let heading: String
    let id: String
    var content: [MarkupElement] = []
    /// Headings below this one.
    var subsections: [(heading: String, id: String)] = []
  }

  /// What stands before the first section.
  private var opening: [MarkupElement] = []
  private var sections: [Section] = []
  private var origins = PageOrigins()
  /// What the newest table or figure is called: the heading above it.
  private var subject = ""

  mutating func add(_ block: ReportDocument.Block) {
    switch block {
    case .heading(let text, .section):
      let id = "s\(sections.count + 1)"
      subject = text
      sections.append(Section(heading: text, id: id))
      append(MarkupElement("h2", ["id": id], text: text))
    case .heading(let text, .subsection):
      subject = text
      guard let last = sections.indices.last else { return append(MarkupElement("h2", text: text)) }
      let id = "\(sections[last].id)-\(sections[last].subsections.count + 1)"
      sections[last].subsections.append((text, id))
      append(MarkupElement("h3", ["id": id], text: text))
    case .paragraph(let text): append(MarkupElement("p", text: text))
    case .table(let table): append(table.element(caption: subject, origins: &origins))
    case .list(let items): append(MarkupElement("ul", ["class": "items"], items.map(\.element)))
    case .legend(let lines):
      append(MarkupElement("ul", ["class": "legend"], lines.map { MarkupElement("li", text: $0) }))
    case .chart(let caption, let chart): append(Self.figure(caption, chart))
    case .curves: break
    }
  }

  private mutating func append(_ element: MarkupElement) {
    if let last = sections.indices.last {
      sections[last].content.append(element)
    } else {
      opening.append(element)
    }
  }

  private static func figure(_ caption: String, _ chart: any Chart) -> MarkupElement {
    let panels = chart.drawings()
    let isWide = panels.contains { $0.width > ChartPanel.narrowWidth }
    var box = MarkupElement(
      "div", ["class": isWide ? "panels wide" : "panels"], panels.map(\.drawing))
    // What may have to be scrolled must be reached by keys.
    if isWide { box = box.scrollable(caption) }
    let key = chart.key.map { entry in
      MarkupElement("li", content: [.element(entry.drawing), .text(entry.label)])
    }
    return MarkupElement(
      "figure",
      (key.isEmpty ? [] : [MarkupElement("ul", ["class": "key"], key)])
        + [box, MarkupElement("figcaption", text: caption)])
  }

  func document(title: String) -> MarkupElement {
    MarkupElement(
      "html", ["lang": "en"],
      [
        MarkupElement(
          "head",
          [
            MarkupElement("meta", ["charset": "utf-8"]),
            MarkupElement(
              "meta", ["http-equiv": "Content-Security-Policy", "content": PageStyle.securityPolicy]),
            MarkupElement("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            MarkupElement("meta", ["name": "generator", "content": "Earshot"]),
            MarkupElement("title", text: title.isEmpty ? "Report" : title), PageStyle.element,
          ]),
        MarkupElement(
          "body",
          [
            MarkupElement("a", ["class": "skip", "href": "#main"], text: "Skip to the report"),
            MarkupElement(
              "div", ["class": "page"],
              [MarkupElement("header", [MarkupElement("h1", text: title)])] + contents + [main]
                + origins.elements),
          ]),
      ])
  }

  private var main: MarkupElement {
    MarkupElement(
      "main", ["id": "main"],
      opening
        + sections.map { MarkupElement("section", ["aria-labelledby": $0.id], $0.content) }
        + [
          MarkupElement(
            "footer",
            [
              MarkupElement(
                "p",
                text: "Made by Earshot from stored runs: every number is a query's, every verdict a test's.")
            ])
        ])
  }

  /// The table of contents; none where there is nothing to choose from.
  private var contents: [MarkupElement] {
    if sections.reduce(0, { $0 + 1 + $1.subsections.count }) < 2 { return [] }
    func link(_ heading: String, _ id: String) -> MarkupElement {
      MarkupElement("a", ["href": "#" + id], text: heading)
    }
    let entries = sections.map { section in
      let below = section.subsections.map { MarkupElement("li", [link($0.heading, $0.id)]) }
      return MarkupElement(
        "li", [link(section.heading, section.id)] + (below.isEmpty ? [] : [MarkupElement("ol", below)]))
    }
    return [
      MarkupElement(
        "nav", ["aria-label": "Contents"],
        [MarkupElement("p", text: "Contents"), MarkupElement("ol", entries)])
    ]
  }
}

extension ReportDocument.Item {
  fileprivate var element: MarkupElement {
    MarkupElement(
      "li",
      content: [.text(text)] + (detail.map { [.element(MarkupElement("p", text: $0))] } ?? [])
        + (command.map { [.element(MarkupElement("p", [MarkupElement("code", text: $0)]))] } ?? []))
  }
}

extension MarkupElement {
  /// The element as a region that is scrolled by keys too.
  func scrollable(_ label: String) -> MarkupElement {
    with("role", "region").with("aria-label", label).with("tabindex", "0")
  }
}
