extension ReportDocument {
  /// The document as slides in one HTML file that needs nothing else: one for the title, and one for each heading with
  /// what stands below it. Space and the arrow keys go through them, links lead from each to its neighbours, and each is
  /// a page on paper.
  ///
  /// It is well-formed XML too. Checked in `ReportPageTests`.
  var slides: String {
    var deck = SlideDeck(title: title)
    for block in blocks { deck.add(block) }
    var text = "<!DOCTYPE html>\n"
    deck.document.write(to: &text)
    return text
  }
}

/// Slides in the making.
private struct SlideDeck {
  private struct Slide {
    /// The section it belongs to; nil of what stands before the first.
    let section: String?
    let heading: String
    var content: [MarkupElement] = []
  }

  let title: String
  private var slides: [Slide] = []
  private var origins = PageOrigins()
  private var section: String?

  init(title: String) { self.title = title }

  mutating func add(_ block: ReportDocument.Block) {
    switch block {
    case .heading(let text, .section):
      section = text
      slides.append(Slide(section: nil, heading: text))
    case .heading(let text, .subsection): slides.append(Slide(section: section, heading: text))
    case .chart(let caption, let chart):
      let panels = chart.drawings()
      let isTall = panels.contains { $0.height > 250 }
      for part in panels.chunks(of: isTall ? 3 : 6) {
        // A picture beside a table would leave room for neither.
        turnOver()
        append(
          .figure(caption, chart, panels: part).with("class", "across\(part.count > 4 ? 3 : part.count)"))
      }
    case .list(let items):
      for (index, part) in items.chunks(of: 4).enumerated() {
        if index > 0 { turnOver() }
        add(element: .list(part))
      }
    default: add(element: block)
    }
  }

  private mutating func add(element block: ReportDocument.Block) {
    let element = MarkupElement(block, caption: slides.last?.heading ?? title, origins: &origins)
    if let element { append(element) }
  }

  /// Begins another slide under the same heading where the newest has something on it.
  private mutating func turnOver() {
    guard let last = slides.last, !last.content.isEmpty else { return }
    slides.append(Slide(section: last.section, heading: last.heading))
  }

  private mutating func append(_ element: MarkupElement) {
    if slides.isEmpty { slides.append(Slide(section: nil, heading: title)) }
    slides[slides.count - 1].content.append(element)
  }

  /// Slides with something on them.
  private var filled: [Slide] { slides.filter { !$0.content.isEmpty } }

  var document: MarkupElement {
    let filled = filled
    let opening = MarkupElement(
      "section", ["class": "slide title", "id": "slide1"],
      [MarkupElement("h1", text: title), steps(1, of: filled.count + 1)])
    let rest = filled.enumerated().map { index, slide in
      MarkupElement(
        "section", ["class": "slide", "id": "slide\(index + 2)"],
        (slide.section.map { [MarkupElement("p", ["class": "chapter"], text: $0)] } ?? [])
          + [MarkupElement("h2", text: slide.heading)]
          + [MarkupElement("div", ["class": "board"], slide.content).scrollable(slide.heading)]
          + [steps(index + 2, of: filled.count + 1)])
    }
    return MarkupElement(
      "html", ["lang": "en", "class": "slides"],
      [
        .head(title: title, for: .slides),
        MarkupElement("body", [MarkupElement("main", ["id": "main"], [opening] + rest)] + origins.elements),
      ])
  }

  /// Links to the neighbours of slide `number`, from 1.
  private func steps(_ number: Int, of count: Int) -> MarkupElement {
    func link(_ target: Int, _ text: String) -> [MarkupElement] {
      1...count ~= target ? [MarkupElement("a", ["href": "#slide\(target)"], text: text)] : []
    }
    return MarkupElement(
      "nav", ["class": "steps", "aria-label": "Slide \(number) of \(count)"],
      link(number - 1, "Back") + [MarkupElement("span", text: "\(number) / \(count)")]
        + link(number + 1, "Next"))
  }
}

extension Array {
  /// The elements in order, `count` together, the last maybe fewer.
  ///
  /// - Precondition: `count` is at least 1.
  fileprivate func chunks(of count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
  }
}
