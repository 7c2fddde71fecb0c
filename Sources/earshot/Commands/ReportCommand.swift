import ArgumentParser
import DurableFiles
import ExperimentSchema
import Foundation
import Reporting
import RunStore

/// `earshot report`: what was measured beside what was claimed.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Prints comparisons from the stored runs.",
    subcommands: [ReportHistoryCommand.self])
}

/// `earshot report history`: the generations, documented beside measured.
struct ReportHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Sets each generation's documented accuracy beside the measured one, and judges the claims.",
    discussion: """
      Measured values are means over seeds and folds with the deviation of each. A claim is judged on its own \
      corpus and protocol from three seeds on; runs on another corpus are for reference only.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, latex, csv, json
  }

  @Option(help: "How it is written: text, markdown, latex, csv or json.")
  var format = Format.text

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("One corpus (default: a table for each).", valueName: "name"))
  var corpus: [String] = []

  @Flag(inversion: .prefixedNo, help: "Draw the learning curves (text only).")
  var curves = true

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Print JSON: the same as --format json.")
  var json = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions

  func validate() throws {
    if output == "" { throw ValidationError("--output: found an empty name; expected the name of a file.") }
  }

  func run() throws {
    let (history, experiments) = try experimentOptions.history()
    let report = try HistoryReport.make(
      history: history, experiments: experiments, store: storeOptions.open(.readOnly),
      corpora: corpus.isEmpty ? nil : corpus,
      digest: { experiment, classNames in experiment.configurationDigest(classNames: classNames) })
    try Self.deliver(text(of: report), to: output)
  }

  private func text(of report: HistoryReport) -> String {
    switch json ? .json : format {
    case .text:
      report.text(
        width: output == nil ? Console.width(isOutput: true) : 100, style: ascii ? .ascii : .unicode,
        withCurves: curves)
    case .markdown: report.markdown
    case .latex: report.latex
    case .csv: report.csv
    case .json: report.json
    }
  }

  private static func deliver(_ text: String, to file: String?) throws {
    guard let file else { return Console.write(text) }
    let ended = text.hasSuffix("\n") ? text : text + "\n"
    try DurableFile.write(Data(ended.utf8), to: URL(filePath: file))
  }
}
