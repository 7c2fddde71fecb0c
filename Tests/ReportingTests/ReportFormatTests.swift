import ExperimentSchema
import Foundation
import Reporting
import Testing

@Suite("Report formats: names are shown as written and do nothing")
struct ReportFormatTests {
  /// Everything a class name can hold that means something to LaTeX, a spreadsheet or a parser of either.
  static let names = [
    #"\input{/etc/passwd}"#, "50% of $x_1^2 & #3 ~ {y}", "a--b---c", "``quoted''", "<script>", "a|b",
    "[4ex] gap", "* star", "=HYPERLINK(\"x\")", "+1+1", "-2+3", "@SUM(A1)", "a,b", "say \"a\"", "two\nlines",
    "\u{202E}evil", "\u{1B}[31m", "Ｗide 犬", "",
  ]

  private func report(_ name: String) throws -> HistoryReport {
    let fixture = try HistoryFixture()
    try fixture.add(name.isEmpty ? "empty" : name, seed: 1, validation: 0.5)
    let experiment = HistoryFixture.experiment(name.isEmpty ? "empty" : name, title: name)
    return try HistoryReport.make(
      history: .init(title: name, experiments: [experiment.name], claims: []), experiments: [experiment],
      store: fixture.store, digest: HistoryFixture.digest)
  }

  @Test(arguments: names) func `LaTeX reads a name back as it was written`(name: String) throws {
    let latex = try report(name).latex
    let line = try #require(latex.split(separator: "\n").first { $0.hasPrefix("\\section*{") })
    let body = String(line.dropFirst("\\section*{".count).dropLast())
    let typeset = try #require(Self.typeset(body), "\(body)")
    #expect(typeset == Self.visible(name))
    #expect(latex.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    for row in latex.split(separator: "\n") where row.hasSuffix("\\\\") {
      #expect(!row.hasPrefix("[") && !row.hasPrefix("*"))
    }
  }

  @Test(arguments: names) func `CSV reads a name back, and a formula as text`(name: String) throws {
    let csv = try report(name).csv
    let records = try #require(Self.records(csv), "\(csv)")
    #expect(records.allSatisfy { $0.count == 6 })
    #expect(records.first == ["section", "table", "row", "label", "column", "value"])
    let shown = name.isEmpty ? "empty" : name
    let isFormula = shown.first.map { "=+-@".contains($0) } == true
    #expect(records.contains { $0[3] == (isFormula ? "'" : "") + shown && $0[4] == "train measured" })
  }

  @Test func `golden files`() throws {
    let report = try HistoryReportGoldenTests.report()
    try GoldenFile.expect(report.latex, equals: "history.tex")
    try GoldenFile.expect(report.csv, equals: "history.csv")
  }

  /// A name with what is invisible written out.
  private static func visible(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\u{202E}", "\u{1B}": "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: String(scalar)
      }
    }
    .joined()
  }

  /// What LaTeX sets for `source`, by the few commands that are expected; nil where it holds another, or a bare
  /// character that means something.
  private static func typeset(_ source: String) -> String? {
    let commands: KeyValuePairs = [
      "\\textbackslash{}": "\\", "\\textasciitilde{}": "~", "\\textasciicircum{}": "^",
      "\\textless{}": "<", "\\textgreater{}": ">", "\\textbar{}": "|", "\\symbol{34}": "\"",
      "\\textasciigrave{}": "`", "\\{": "{", "\\}": "}", "\\$": "$", "\\&": "&", "\\#": "#", "\\_": "_",
      "\\%": "%", "{[}": "[", "{]}": "]", "{*}": "*", "{}": "",
    ]
    var rest = Substring(source)
    var result = ""
    outer: while let first = rest.first {
      for (command, character) in commands where rest.hasPrefix(command) {
        result += character
        rest = rest.dropFirst(command.count)
        continue outer
      }
      if "\\{}$&#_%~^<>|\"`[]*".contains(first) { return nil }
      // A ligature that nothing kept apart.
      if rest.dropFirst().first == first && "-,'".contains(first) { return nil }
      result.append(first)
      rest = rest.dropFirst()
    }
    return result
  }

  /// The records of an RFC 4180 file; nil where it is none.
  static func records(_ csv: String) -> [[String]]? {
    var records: [[String]] = []
    var (record, field) = ([String](), "")
    var isQuoted = false
    let scalars = Array(csv.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      let next: Unicode.Scalar? = index + 1 < scalars.count ? scalars[index + 1] : nil
      switch (scalar, isQuoted) {
      case ("\"", true) where next == "\"":
        field += "\""
        index += 1
      case ("\"", true): isQuoted = false
      case ("\"", false):
        guard field.isEmpty else { return nil }
        isQuoted = true
      case (",", false):
        record.append(field)
        field = ""
      case ("\r", false):
        guard next == "\n" else { return nil }
        records.append(record + [field])
        (record, field) = ([], "")
        index += 1
      default: field.unicodeScalars.append(scalar)
      }
      index += 1
    }
    return isQuoted || !field.isEmpty || !record.isEmpty ? nil : records
  }
}
