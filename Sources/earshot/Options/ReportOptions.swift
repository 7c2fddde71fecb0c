import ArgumentParser
import DurableFiles
import Foundation
import Reporting

/// How a report is written, and where to.
struct ReportOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, latex, csv, json
  }

  @Option(help: "How it is written: text, markdown, latex, csv or json.")
  var format = Format.text

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Print JSON: the same as --format json.")
  var json = false

  func validate() throws {
    if output == "" { throw ValidationError("--output: found an empty name; expected the name of a file.") }
  }

  /// Writes the report in the format asked for: that one only is made.
  func deliver(
    text: (_ width: Int, _ style: TextStyle) -> String, markdown: () -> String, latex: () -> String,
    csv: () -> String, json: () -> String
  ) throws {
    let report =
      switch self.json ? .json : format {
      case .text: text(output == nil ? Console.width(isOutput: true) : 100, ascii ? .ascii : .unicode)
      case .markdown: markdown()
      case .latex: latex()
      case .csv: csv()
      case .json: json()
      }
    guard let output else { return Console.write(report) }
    let ended = report.unicodeScalars.last == "\n" ? report : report + "\n"
    try DurableFile.write(Data(ended.utf8), to: URL(filePath: output))
  }
}
