import Foundation

/// Rows of text in aligned columns, for short results.
struct Columns {
  var header: [String]
  var rows: [[String]]
  /// Columns of numbers.
  var rightAligned: Set<Int> = []

  var text: String {
    let widths = header.indices.map { column in
      ([header] + rows).reduce(0) { max($0, $1[column].count) }
    }
    return ([header] + rows).map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return rightAligned.contains(column) ? padding + cell : cell + padding
      }
      return cells.joined(separator: "  ").trimmingSuffix(of: " ")
    }.joined(separator: "\n")
  }
}

/// `number` with `places` decimals.
func decimal(_ number: Double, places: Int) -> String {
  String(format: "%.\(places)f", number)
}

extension String {
  fileprivate func trimmingSuffix(of character: Character) -> String {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}
