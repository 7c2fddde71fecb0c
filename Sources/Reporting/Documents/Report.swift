package import JSONText

/// A report: one document that every format is rendered from, and its numbers as JSON.
package protocol Report {
  /// The report laid out for `medium`.
  func document(for medium: ReportMedium) -> ReportDocument
  /// The report's numbers, with every digit; `null` for what was not measured or refused.
  var node: JSONNode { get }
}

/// What a report is laid out for.
package enum ReportMedium {
  /// A terminal of `width` columns.
  case terminal(width: Int, style: TextStyle, withCurves: Bool)
  /// A page, which has the room for all in tables.
  case page
  /// A page that draws, and on which every number leads to where it comes from.
  case illustrated
  /// A program, which wants every number.
  case data

  /// The characters that may be used.
  package var style: TextStyle {
    if case .terminal(_, let style, _) = self { style } else { .unicode }
  }

  /// Whether there is room for many columns: on a page, and on a terminal of 110 columns.
  var isWide: Bool {
    if case .terminal(let width, _, _) = self { width >= 110 } else { true }
  }
}

/// How a report is written.
package enum ReportFormat {
  /// For a terminal of `width` columns, with small learning curves where asked for.
  case text(width: Int, style: TextStyle, withCurves: Bool)
  case markdown
  /// To be read by `\input`.
  case latex
  /// One file with figures, which needs nothing else; it always says where its numbers come from.
  case html
  /// The same as slides.
  case slides
  /// A line for each cell of its tables.
  case csv
  case json
}

extension Report {
  /// The report in `format`.
  ///
  /// - Parameter isExplained: Whether each number is followed by the runs and the query it was made from.
  package func rendered(as format: ReportFormat, isExplained: Bool = false) -> String {
    func laidOut(_ medium: ReportMedium) -> ReportDocument {
      let document = document(for: medium)
      return isExplained ? document.explained() : document
    }
    switch format {
    case .text(let width, let style, let withCurves):
      return laidOut(.terminal(width: width, style: style, withCurves: withCurves))
        .text(width: width, style: style)
    case .markdown: return laidOut(.page).markdown
    case .latex: return laidOut(.page).latex
    case .html: return document(for: .illustrated).html
    case .slides: return document(for: .illustrated).slides
    case .csv: return laidOut(.data).csv
    case .json:
      let derivations = isExplained ? [("derivations", JSONNode.array(document(for: .page).derivations))] : []
      return node.with(derivations).sorted().text()
    }
  }

  /// The report for a terminal of `width` columns.
  package func text(width: Int = 80, style: TextStyle = .unicode, withCurves: Bool = true) -> String {
    rendered(as: .text(width: width, style: style, withCurves: withCurves))
  }

  /// The report as a Markdown document.
  package var markdown: String { rendered(as: .markdown) }

  /// The report as LaTeX, to be read by `\input`.
  package var latex: String { rendered(as: .latex) }

  /// The report as one HTML file with its figures.
  package var html: String { rendered(as: .html) }

  /// The report as CSV, a line for each cell of its tables.
  package var csv: String { rendered(as: .csv) }

  /// The report as a JSON document, keys sorted; explained it has a member `derivations` more: table, row, columns,
  /// rule, runs and query of each number.
  package var json: String { rendered(as: .json) }
}

extension JSONNode {
  /// This object with `members` more.
  fileprivate func with(_ members: [(String, JSONNode)]) -> JSONNode {
    guard case .object(let own) = value else { return self }
    return .object(own.map { ($0.name, $0.node) } + members)
  }
}
