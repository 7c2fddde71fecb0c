extension MarkupElement {
  /// The head of a page that is called `title`.
  static func head(title: String, for layout: PageStyle.Layout) -> MarkupElement {
    MarkupElement(
      "head",
      [
        MarkupElement("meta", ["charset": "utf-8"]),
        MarkupElement(
          "meta",
          ["http-equiv": "Content-Security-Policy", "content": PageStyle.securityPolicy(for: layout)]),
        MarkupElement("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        MarkupElement("meta", ["name": "generator", "content": "Earshot"]),
        MarkupElement("title", text: title.isEmpty ? "Report" : title),
      ] + PageStyle.elements(for: layout))
  }

  /// What `block` looks like; nil of a heading, which each kind of page sets its own way, and of what is not for pages.
  init?(_ block: ReportDocument.Block, caption: String, origins: inout PageOrigins) {
    switch block {
    case .heading, .curves: return nil
    case .paragraph(let text): self.init("p", text: text)
    case .table(let table): self = table.element(caption: caption, origins: &origins)
    case .list(let items): self.init("ul", ["class": "items"], items.map(\.element))
    case .legend(let lines):
      self.init("ul", ["class": "legend"], lines.map { MarkupElement("li", text: $0) })
    case .chart(let caption, let chart): self = .figure(caption, chart)
    }
  }

  /// `chart` with its key and caption.
  package static func figure(_ caption: String, _ chart: any Chart) -> MarkupElement {
    figure(caption, chart, panels: chart.drawings())
  }

  /// Some `panels` of `chart` with its key and caption.
  static func figure(_ caption: String, _ chart: any Chart, panels: [ChartPanel]) -> MarkupElement {
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
