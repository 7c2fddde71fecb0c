import JSONText

extension TextTable {
  /// Where the numbers of a row come from that are made of the same quantity of the same runs.
  private struct Origin {
    let label: String
    let quantity: Derivation.Quantity
    let runs: [String]
    /// The columns' headings, each with its rule.
    var numbers: [(column: String, rule: Derivation.Rule)]

    var sql: String { Derivation(.mean, of: quantity, runs: runs).sql }
  }

  /// Top to bottom; numbers of one row stand together where they come from the same.
  private var origins: [Origin] {
    var origins: [Origin] = []
    for row in cells {
      let first = origins.count
      for (column, cell) in zip(columns, row) {
        guard let derivation = cell.derivation else { continue }
        let number = (column.heading.split(separator: "\n").joined(separator: " "), derivation.rule)
        let same = origins[first...].firstIndex {
          $0.quantity == derivation.quantity && $0.runs == derivation.runs
        }
        if let same {
          origins[same].numbers.append(number)
        } else {
          origins.append(
            Origin(
              label: row[0].text, quantity: derivation.quantity, runs: derivation.runs, numbers: [number]))
        }
      }
    }
    return origins
  }

  /// The origins to be read: which numbers, by which rule, of which runs, and a command that prints what went in.
  var originItems: [ReportDocument.Item] {
    origins.map { origin in
      .init(
        "\(origin.label): "
          + origin.numbers.map { "\($0.column) is \($0.rule.rawValue)" }.joined(separator: "; "),
        detail: "runs " + origin.runs.joined(separator: ", "),
        command: "earshot runs sql \(origin.sql.shellWord)")
    }
  }

  /// The origins for a program; `heading` is what stands above the table.
  func originNodes(below heading: String) -> [JSONNode] {
    origins.map { origin in
      .object([
        "table": .string(heading), "row": .string(origin.label),
        "columns": .object(origin.numbers.map { ($0.column, .string($0.rule.rawValue)) }),
        "runs": .array(origin.runs.map { .string($0) }), "sql": .string(origin.sql),
      ])
    }
  }
}
