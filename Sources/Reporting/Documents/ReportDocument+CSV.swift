extension ReportDocument {
  /// The document as CSV (RFC 4180), one cell of a table in each line: whatever the report, six columns.
  ///
  /// - `section`, `table`: the headings that it stands under.
  /// - `row`: its row, from 1; `label`: the row's first cell; `column`: the column's heading; `value`: what it holds,
  ///   empty where a report shows a dash.
  ///
  /// Lists come as rows of the columns `text`, `detail` and `command`, what the marks stand for as `legend`.
  var csv: String {
    var lines = [["section", "table", "row", "label", "column", "value"]]
    var (section, table) = ("", "")
    for block in blocks {
      switch block {
      case .heading(let text, .section): (section, table) = (text, "")
      case .heading(let text, .subsection): table = text
      case .paragraph(let text): lines.append([section, table, "1", "", "text", text])
      case .table(let cells): lines += cells.records.map { [section, table] + $0 }
      case .list(let items):
        for (index, item) in items.enumerated() {
          for (column, value) in [("text", item.text), ("detail", item.detail), ("command", item.command)] {
            guard let value else { continue }
            lines.append([section, table, "\(index + 1)", "", column, value])
          }
        }
      case .legend(let texts):
        for (index, text) in texts.enumerated() {
          lines.append([section, "", "\(index + 1)", "", "legend", text])
        }
      case .curves, .chart: break
      }
    }
    return lines.map { $0.map(\.csvField).joined(separator: ",") + "\r\n" }.joined()
  }
}

extension TextTable {
  /// Row number, row label, column and value of each cell but the labels.
  fileprivate var records: [[String]] {
    rows.enumerated().flatMap { index, row in
      columns.indices.dropFirst().map { column in
        let heading = columns[column].heading.split(separator: "\n").joined(separator: " ")
        return ["\(index + 1)", row[0], heading, value(row[column], columns[column])]
      }
    }
  }

  /// A cell as a value: nothing for the dash that stands for no number, no space between thousands.
  private func value(_ cell: String, _ column: Column) -> String {
    if cell == Figures.absent { return "" }
    let isGrouped = column.alignment == .right && cell.allSatisfy { $0.isNumber || $0 == " " || $0 == "-" }
    return isGrouped ? cell.filter { $0 != " " } : cell
  }
}

extension String {
  /// The text as a field of CSV, in quotes where it needs them.
  ///
  /// Text that a spreadsheet would run as a formula is preceded by an apostrophe, which makes it text; numbers are
  /// left alone. Checked in `ReportFormatTests`.
  package var csvField: String {
    let isFormula =
      unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } == true && Double(self) == nil
    let text = isFormula ? "'" + self : self
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
