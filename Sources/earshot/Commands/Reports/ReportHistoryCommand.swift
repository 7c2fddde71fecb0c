import ArgumentParser
import ExperimentSchema
import Reporting
import RunStore

/// `earshot report history`: the generations, documented beside measured.
struct ReportHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Sets each generation's documented accuracy beside the measured one, and judges the claims.",
    discussion: """
      Measured values are means over seeds and folds with the deviation of each. A claim is judged on its own \
      corpus and protocol from three seeds on; runs on another corpus are for reference only.
      """)

  @Option(help: ArgumentHelp("One corpus (default: a table for each).", valueName: "name"))
  var corpus: [String] = []

  @Flag(inversion: .prefixedNo, help: "Draw the learning curves (text only).")
  var curves = true

  @OptionGroup var reportOptions: ReportOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions

  func run() throws {
    let (history, experiments) = try experimentOptions.history()
    let report = try HistoryReport.make(
      history: history, experiments: experiments, store: storeOptions.open(.readOnly),
      corpora: corpus.isEmpty ? nil : corpus,
      digest: { experiment, classNames in experiment.configurationDigest(classNames: classNames) })
    try reportOptions.deliver(report, withCurves: curves)
  }
}
