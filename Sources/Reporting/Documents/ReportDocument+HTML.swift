extension ReportDocument {
  /// The document as one HTML file that needs nothing else: no script, no request, light and dark, for a wide screen,
  /// a telephone and paper.
  ///
  /// It is well-formed XML too. Checked in `ReportPageTests`.
  var html: String {
    var text = "<!DOCTYPE html>\n"
    page.document(title: title).write(to: &text)
    return text
  }

  /// What stands on the page of a report, for a page that has a frame of its own.
  package struct PageParts {
    /// Links to the sections; empty where there is nothing to choose from.
    package var contents: [MarkupElement]
    /// The report itself: what precedes the first section, and the sections.
    package var sections: [MarkupElement]
    /// Where numbers come from, to stand behind all else.
    package var origins: [MarkupElement]
  }

  /// The parts of the document's page.
  ///
  /// - Parameter further: Sections that the page has behind those of the document, for its contents to lead to.
  package func pageParts(before further: [(heading: String, id: String)] = []) -> PageParts {
    let page = page
    return PageParts(
      contents: page.contents(before: further), sections: page.body, origins: page.origins.elements)
  }

  private var page: HTMLPage {
    var page = HTMLPage()
    for block in blocks { page.add(block) }
    return page
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
  private(set) var origins = PageOrigins()
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
    default: if let element = MarkupElement(block, caption: subject, origins: &origins) { append(element) }
    }
  }

  private mutating func append(_ element: MarkupElement) {
    if let last = sections.indices.last {
      sections[last].content.append(element)
    } else {
      opening.append(element)
    }
  }

  func document(title: String) -> MarkupElement {
    MarkupElement(
      "html", ["lang": "en"],
      [
        .head(title: title, for: .page),
        MarkupElement(
          "body",
          [
            MarkupElement("a", ["class": "skip", "href": "#main"], text: "Skip to the report"),
            MarkupElement(
              "div", ["class": "page"],
              [MarkupElement("header", [MarkupElement("h1", text: title)])] + contents() + [main]
                + origins.elements),
          ]),
      ])
  }

  /// The sections and what precedes them.
  var body: [MarkupElement] {
    opening + sections.map { MarkupElement("section", ["aria-labelledby": $0.id], $0.content) }
  }

  private var main: MarkupElement {
    MarkupElement(
      "main", ["id": "main"],
      body
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

  /// The table of contents, with those of `further` behind it; none where there is nothing to choose from.
  func contents(before further: [(heading: String, id: String)] = []) -> [MarkupElement] {
    if sections.reduce(further.count, { $0 + 1 + $1.subsections.count }) < 2 { return [] }
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
        [
          MarkupElement("p", text: "Contents"),
          MarkupElement("ol", entries + further.map { MarkupElement("li", [link($0.heading, $0.id)]) }),
        ])
    ]
  }
}
