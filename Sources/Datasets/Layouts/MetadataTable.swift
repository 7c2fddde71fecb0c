import Foundation
import NearNames
import SwiftCSV

/// The rows of a CSV file, each with its line, and what is wrong with them.
///
/// Every line is parsed on its own: a quoted field may not span lines, so that every problem has its line
/// and one bad line does not hide the next. Fields are parsed by SwiftCSV.
struct MetadataTable {
  /// One row.
  struct Row {
    /// The line in the file, from 1.
    var line: Int
    /// The fields, by column name.
    fileprivate var fields: [String: String]

    /// The field in `column`; nil where the file has no such column.
    subscript(column: String) -> String? { fields[column] }
  }

  private(set) var columns: [String] = []
  private(set) var rows: [Row] = []
  private(set) var problems: [CorpusError.Problem] = []
  private let delimiter: CSVDelimiter
  private var hasHeader = false

  /// Larger files are no tables of clips.
  private static let largestMegabytes = 64

  /// Reads `file`, which must have the columns `required`.
  ///
  /// - Parameters:
  ///   - file: The table.
  ///   - required: Columns that have to be there.
  ///   - delimiter: What parts fields.
  ///   - columnsByPlace: The columns' names where the table may lack a header; empty where it must have one.
  ///     A first line that begins with the first of them is a header all the same.
  /// - Throws: ``CorpusError`` where the file cannot be read at all, or lacks a column; problems of
  ///   single rows are gathered in ``problems``.
  init(
    contentsOf file: URL, required: [String], delimiter: CSVDelimiter = .comma, columnsByPlace: [String] = []
  ) throws(CorpusError) {
    self.delimiter = delimiter
    let data = try DeclaredFile.contents(
      of: file, expected: "a CSV table of clips", atMost: Self.largestMegabytes)
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = data.starts(with: byteOrderMark) ? data.dropFirst(3) : data
    try parse(Self.lines(of: bytes), of: file, required: required, columnsByPlace: columnsByPlace)
  }

  private mutating func parse(
    _ lines: [Data], of file: URL, required: [String], columnsByPlace: [String]
  ) throws(CorpusError) {
    for (index, bytes) in lines.enumerated() where !bytes.isEmpty {
      let line = index + 1
      guard let fields = fields(of: bytes, line: line) else {
        guard columns.isEmpty else { continue }
        throw CorpusError(location: file.path, problems: problems)
      }
      let isHeader = columns.isEmpty && (columnsByPlace.isEmpty || fields.first == columnsByPlace.first)
      if columns.isEmpty {
        columns =
          isHeader
          ? fields
          : fields.indices.map { $0 < columnsByPlace.count ? columnsByPlace[$0] : "field \($0 + 1)" }
        try requireColumns(required, in: file, line: line)
      }
      if isHeader {
        hasHeader = true
        continue
      }
      if fields.count == columns.count {
        rows.append(Row(line: line, fields: Dictionary(zip(columns, fields), uniquingKeysWith: { $1 })))
      } else {
        problems.append(
          CorpusError.Problem(
            line: line, found: "\(fields.count) field\(fields.count == 1 ? "" : "s")",
            expected:
              "\(columns.count), as many as \(hasHeader ? "the header has columns" : "the first line has")",
            remedy:
              "Complete the row, and quote fields that contain a \(delimiter == .tab ? "tab" : "comma")."))
      }
    }
    guard !columns.isEmpty else {
      throw CorpusError(
        file: file,
        CorpusError.Problem(
          line: 1, found: "no lines", expected: "a header with \(required.joined(separator: ", "))",
          remedy: "Copy or download the file again."))
    }
  }

  private func requireColumns(_ required: [String], in file: URL, line: Int) throws(CorpusError) {
    var problems = required.filter { !columns.contains($0) }.map { column in
      CorpusError.Problem(
        line: line, found: "no column \(column)",
        expected: "the columns \(required.joined(separator: ", "))",
        remedy: NearNames.question(for: column, among: columns)
          ?? "Add it, or rename the column that holds it.")
    }
    for (index, column) in columns.enumerated() where columns[..<index].contains(column) {
      problems.append(
        CorpusError.Problem(
          line: line, found: "the column \(column) twice", expected: "every column once",
          remedy: "Remove or rename one of them."))
    }
    if !problems.isEmpty { throw CorpusError(location: file.path, problems: problems) }
  }

  /// The fields of one line; nil, and a problem, where it cannot be parsed.
  private mutating func fields(of bytes: Data, line: Int) -> [String]? {
    guard let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains("\0") else {
      problems.append(
        CorpusError.Problem(
          line: line, found: "bytes that are not UTF-8 text", expected: "text in UTF-8",
          remedy: "Save the file as CSV in UTF-8."))
      return nil
    }
    do {
      // Without a line break at its end SwiftCSV drops an empty last field.
      let fields = try EnumeratedCSV(string: text + "\n", delimiter: delimiter, loadColumns: false).header
      if !fields.contains(where: { $0.contains(where: \.isNewline) }) { return fields }
      problems.append(
        CorpusError.Problem(
          line: line, found: "a quote that is not closed", expected: "a closing quote on the same line",
          remedy: "Add it, or double quotes that are part of a field."))
    } catch {
      problems.append(
        CorpusError.Problem(
          line: line, found: "a quote inside a field", expected: "fields quoted as a whole",
          remedy: "Double quotes that are part of a field, and quote the field."))
    }
    return nil
  }

  /// The lines of `bytes`, ended by LF, CRLF or CR, without what ends them.
  private static func lines(of bytes: Data) -> [Data] {
    let lineFeed = UInt8(ascii: "\n")
    let carriageReturn = UInt8(ascii: "\r")
    let separator = bytes.contains(lineFeed) ? lineFeed : carriageReturn
    return bytes.split(separator: separator, omittingEmptySubsequences: false).map {
      $0.last == carriageReturn ? $0.dropLast() : $0
    }
  }
}
