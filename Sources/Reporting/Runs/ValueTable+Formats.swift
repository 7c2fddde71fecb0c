import Foundation
import JSONText
public import RunStore

/// Tables of values, as `earshot runs list --columns` and `earshot runs sql` print them.
extension ValueTable {
  /// The table for a terminal of `width` columns; ids of runs are never cut.
  public func text(width: Int = 80, style: TextStyle = .unicode) -> String {
    var table = TextTable(
      columns.indices.map { column in
        .init(
          columns[column], rows.contains { $0[column].isText } ? .left : .right,
          role: ["id", "run"].contains(columns[column]) ? .key : .plain)
      })
    for row in rows { table.append(row.map { $0.isAbsent ? Figures.absent : $0.written }) }
    return table.text(width: width, style: style)
  }

  /// The table as CSV (RFC 4180) with a line of headings; what is absent is empty.
  public var csv: String {
    ([columns] + rows.map { $0.map(\.written) })
      .map { $0.map(\.csvField).joined(separator: ",") + "\r\n" }.joined()
  }

  /// The table as a JSON array, an object for each row. A name that an earlier column has is followed by a number.
  public var json: String {
    var names: [String] = []
    for column in columns {
      var name = column
      var number = 2
      while names.contains(name) {
        name = "\(column) \(number)"
        number += 1
      }
      names.append(name)
    }
    return JSONNode.array(rows.map { row in .object(Array(zip(names, row.map(\.json)))) }).text()
  }
}

extension StoredValue {
  fileprivate var isText: Bool {
    switch self {
    case .text, .bytes: true
    default: false
    }
  }

  fileprivate var isAbsent: Bool { self == .absent }

  /// The value with every digit; bytes in hexadecimal.
  fileprivate var written: String {
    switch self {
    case .absent: ""
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .text(let text): text
    case .bytes(let data): data.map { String(format: "%02x", $0) }.joined()
    }
  }

  fileprivate var json: JSONNode {
    switch self {
    case .absent: .null
    case .integer(let number): .integer(Int(number))
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    case .bytes: .string(written)
    }
  }
}
