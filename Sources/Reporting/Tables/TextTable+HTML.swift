import ExperimentSchema

extension TextTable {
  /// The table as HTML, called `caption`, in a box of its own that scrolls where it is too wide; numbers link to where
  /// they come from, which `origins` takes in.
  func element(caption: String, origins: inout PageOrigins) -> MarkupElement {
    let head = columns.map { column in
      MarkupElement("th", ["scope": "col"], content: column.lines).styled(column.styleName)
    }
    var body: [MarkupElement] = []
    for row in cells {
      body.append(
        MarkupElement(
          "tr",
          zip(columns, row).enumerated().map { index, entry in
            let (column, cell) = entry
            if index == 0 {
              return MarkupElement("th", ["scope": "row"], text: cell.text).styled(column.styleName(of: cell))
            }
            return Self.element(of: cell, in: column, origins: &origins)
          }))
    }
    let table = MarkupElement(
      "table",
      [
        MarkupElement("caption", ["class": "hidden"], text: caption),
        MarkupElement("thead", [MarkupElement("tr", head)]), MarkupElement("tbody", body),
      ])
    return MarkupElement("div", ["class": "scroll"], [table]).scrollable(caption)
  }

  private static func element(
    of cell: Cell, in column: Column, origins: inout PageOrigins
  ) -> MarkupElement {
    if column.role == .verdict, let verdict = Claim.Verdict(startOf: cell.text) {
      return MarkupElement("td", [verdict.element(saying: cell.text)])
    }
    let style = column.styleName(of: cell)
    guard let derivation = cell.derivation else {
      return MarkupElement("td", text: cell.text).styled(style)
    }
    let fragment = origins.fragment(of: derivation, column: column.title)
    return MarkupElement(
      "td",
      [
        MarkupElement("a", ["href": "#" + fragment], text: cell.text)
      ]
    ).styled(style)
  }
}

extension TextTable.Column {
  /// The heading in one line.
  fileprivate var title: String { heading.split(separator: "\n").joined(separator: " ") }

  /// The heading in its lines.
  fileprivate var lines: [MarkupElement.Content] {
    let lines = heading.split(separator: "\n").map { MarkupElement.Content.text(String($0)) }
    return Array(lines.map { [$0] }.joined(separator: [.element(MarkupElement("br"))]))
  }

  fileprivate var styleName: String { alignment == .right ? "number" : "" }

  /// Prose is wrapped at a width that it can be read at; numbers and words are as wide as they are.
  fileprivate func styleName(of cell: TextTable.Cell) -> String {
    alignment == .left && cell.text.count > 40 ? "prose" : styleName
  }
}

extension MarkupElement {
  /// The element in the style called `name`, where it is not empty.
  fileprivate func styled(_ name: String) -> MarkupElement { name.isEmpty ? self : with("class", name) }
}

extension Claim.Verdict {
  /// The verdict whose words `text` begins with.
  fileprivate init?(startOf text: String) {
    guard let verdict = Self.allCases.first(where: { text.hasPrefix($0.words) }) else { return nil }
    self = verdict
  }

  /// `text` with the verdict's sign, in its colour.
  fileprivate func element(saying text: String) -> MarkupElement {
    MarkupElement(
      "span", ["class": "verdict \(style.rawValue)"],
      content: [
        .element(MarkupElement("span", ["aria-hidden": "true"], text: sign)), .text(" " + text),
      ])
  }

  /// A sign that tells verdicts apart without colour.
  private var sign: String {
    switch self {
    case .replicated: "✓"
    case .notReplicated: "✗"
    case .inconclusive: "?"
    case .referenceOnly: "○"
    }
  }

  /// How pages show it.
  var style: ChartStyle {
    switch self {
    case .replicated: .good
    case .notReplicated: .bad
    case .inconclusive: .open
    case .referenceOnly: .neutral
    }
  }
}
