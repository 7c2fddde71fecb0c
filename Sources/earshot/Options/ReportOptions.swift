import ArgumentParser
import DurableFiles
import Foundation
import Reporting

/// How a report is written, and where to.
struct ReportOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, html, slides, latex, csv, json
  }

  @Option(help: "How it is written: text, markdown, html, slides (HTML too), latex, csv or json.")
  var format = Format.text

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Say of each number which runs it comes from, and give the query (HTML always does).")
  var explain = false

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Print JSON: the same as --format json.")
  var json = false

  func validate() throws {
    if output == "" { throw ValidationError("--output: found an empty name; expected the name of a file.") }
  }

  /// Writes `report` in the format asked for.
  func deliver(_ report: some Report, withCurves: Bool = true) throws {
    let format: ReportFormat =
      switch json ? .json : format {
      case .text:
        .text(
          width: output == nil ? Console.width(isOutput: true) : 100, style: ascii ? .ascii : .unicode,
          withCurves: withCurves)
      case .markdown: .markdown
      case .html: .html
      case .slides: .slides
      case .latex: .latex
      case .csv: .csv
      case .json: .json
      }
    let text = report.rendered(as: format, isExplained: explain)
    guard let output else { return Console.write(text) }
    let ended = text.unicodeScalars.last == "\n" ? text : text + "\n"
    try DurableFile.write(Data(ended.utf8), to: URL(filePath: output))
  }
}
