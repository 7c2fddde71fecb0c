/// A table of text: the one form of all our tables, on a terminal and in Markdown.
public struct TextTable: Hashable, Sendable {
  /// A column's heading and side.
  public struct Column: Hashable, Sendable {
    /// Where cells stand in the column.
    public enum Alignment: Hashable, Sendable { case left, right }

    /// What the cells of a column are.
    public enum Role: Hashable, Sendable {
      /// Text or numbers.
      case plain
      /// What became of a claim, in words.
      case verdict
      /// What names a row, to be given to a command: never cut.
      case key
    }

    /// The heading; a newline breaks it into lines.
    public var heading: String
    /// Numbers with equal decimals stand right, so that their points align.
    public var alignment: Alignment
    /// What its cells are.
    public var role: Role

    /// A column called `heading`.
    public init(_ heading: String, _ alignment: Alignment = .left, role: Role = .plain) {
      self.heading = heading
      self.alignment = alignment
      self.role = role
    }
  }

  /// What stands in one column of one row.
  public struct Cell: Hashable, Sendable {
    /// What is shown.
    public var text: String
    /// Where it comes from; nil where it is no number made of runs.
    public var derivation: Derivation?

    /// A cell that shows `text`, which comes from `derivation`.
    public init(_ text: String, _ derivation: Derivation? = nil) {
      self.text = text
      self.derivation = derivation
    }
  }

  /// The columns, left to right.
  public var columns: [Column]
  /// The rows, each with a cell for every column.
  public private(set) var cells: [[Cell]] = []

  /// What the rows show.
  public var rows: [[String]] { cells.map { $0.map(\.text) } }

  /// A table of these columns, without rows.
  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row below.
  ///
  /// - Precondition: A cell for every column.
  public mutating func append(_ row: [String]) { append(row.map { Cell($0) }) }

  /// Adds a row of cells below.
  ///
  /// - Precondition: A cell for every column.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row has a cell for every column")
    cells.append(row)
  }

  /// The table for a terminal of `width` columns.
  ///
  /// Text columns that are too wide together are cut, the widest first, each cell with an ellipsis; numbers and keys
  /// are never cut. Control characters in cells are written out.
  public func text(width: Int, style: TextStyle = .unicode) -> String {
    let headings = columns.map { $0.heading.split(separator: "\n").map { String($0).printable } }
    let cells = rows.map { $0.map { style.plain($0.printable) } }
    let widths = fittedWidths(headings: headings, cells: cells, width: width)
    let headingLines = headings.map(\.count).max() ?? 0
    var lines: [String] = []
    for index in 0..<headingLines {
      let line = headings.map { lines in
        let missing = headingLines - lines.count
        return index < missing ? "" : style.plain(lines[index - missing])
      }
      lines.append(joined(line, widths, style))
    }
    lines.append(widths.map { String(repeating: style.rule, count: $0) }.joined(separator: Self.gap))
    lines += cells.map { joined($0, widths, style) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The columns of a terminal that hold the table with nothing cut.
  var leastWidth: Int {
    let rows = rows
    let widths = columns.indices.map { column in
      let headings = columns[column].heading.split(separator: "\n").map { String($0).printable.displayWidth }
      return (headings + rows.map { $0[column].printable.displayWidth }).max() ?? 0
    }
    return widths.reduce(0, +) + Self.gap.count * (columns.count - 1)
  }

  /// The table in Markdown; cells are escaped.
  public var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    var lines = [
      line(columns.map { $0.heading.split(separator: "\n").joined(separator: " ").markdown }),
      line(columns.map { $0.alignment == .left ? "---" : "---:" }),
    ]
    lines += rows.map { line($0.map(\.markdown)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let gap = "  "

  private func fittedWidths(headings: [[String]], cells: [[String]], width: Int) -> [Int] {
    var widths = columns.indices.map { column in
      (headings[column].map(\.displayWidth) + cells.map { $0[column].displayWidth }).max() ?? 0
    }
    let room = width - Self.gap.count * (columns.count - 1)
    // Every step shortens a column that still has more than a few letters, so that it ends.
    while widths.reduce(0, +) > room {
      let widest = columns.indices.filter {
        columns[$0].alignment == .left && columns[$0].role != .key && widths[$0] > 8
      }.max { widths[$0] < widths[$1] }
      guard let widest else { break }
      widths[widest] -= 1
    }
    return widths
  }

  private func joined(_ cells: [String], _ widths: [Int], _ style: TextStyle) -> String {
    let line = columns.indices.map { index in
      let cell = cells[index].truncated(toWidth: widths[index], ellipsis: style.ellipsis)
      let padding = String(repeating: " ", count: max(widths[index] - cell.displayWidth, 0))
      return columns[index].alignment == .left ? cell + padding : padding + cell
    }
    .joined(separator: Self.gap)
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}

/// The characters that text output may use.
public enum TextStyle: Hashable, Sendable {
  /// All of them: `±`, `…`, braille.
  case unicode
  /// Only ASCII, for terminals and files that know no other.
  case ascii

  var ellipsis: String { self == .unicode ? "…" : "..." }
  var rule: String { self == .unicode ? "─" : "-" }
  var heavyRule: String { self == .unicode ? "━" : "=" }
  var plusMinus: String { self == .unicode ? "±" : "+-" }

  /// `text` with our own signs replaced where they are not to be used; names keep their letters.
  func plain(_ text: String) -> String {
    self == .unicode
      ? text : text.split(separator: "±", omittingEmptySubsequences: false).joined(separator: "+-")
  }
}
