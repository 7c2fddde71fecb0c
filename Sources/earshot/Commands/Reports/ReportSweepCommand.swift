import ArgumentParser
import ExperimentSchema
import NearNames
import Reporting
import RunStore

/// `earshot report sweep`: a sweep, or else the configurations tried of one experiment.
struct ReportSweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract:
      "Tells of a sweep: its trials, what mattered, what is best; or of all configurations tried of an experiment.",
    discussion: """
      earshot sweep run Experiments/sweeps/gen6-dropout.json
      earshot report sweep gen6-dropout          the trials, the best first; importance, course, Pareto front

      earshot run gen6 -S model.layers.dropout1.rate=0.3
      earshot report sweep gen6                  whatever was tried of gen6, by the settings that differ
      """)

  @Argument(help: ArgumentHelp("A sweep's name, or else an experiment's, as its runs have it."))
  var name: String

  @Option(
    help: ArgumentHelp(
      "What is compared of an experiment: validation.accuracy, selected(test.accuracy), validation.crossEntropy ...",
      valueName: "metric"))
  var objective = "validation.accuracy"

  @Option(help: ArgumentHelp("One corpus (default: a table for each). Repeatable.", valueName: "name"))
  var corpus: [String] = []

  @OptionGroup var reportOptions: ReportOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions

  func validate() throws {
    let known = MetricReading.ofAblations.map(\.description)
    if !known.contains(objective) {
      throw ValidationError(
        "--objective: found \(objective.debugDescription); expected one of \(known.joined(separator: ", ")). "
          + (NearNames.question(for: objective, among: known) ?? "Name one that the experiment's runs record.")
      )
    }
  }

  func run() throws {
    guard let reading = MetricReading(objective) else { return }
    let store = try storeOptions.open(.readOnly)
    if let sweep = try store.sweepIfThere(named: name) {
      return try reportOptions.deliver(SweepReport.make(of: sweep, store: store))
    }
    let catalog = ExperimentCatalog(folder: experimentOptions.folder)
    let file =
      catalog.names.contains(name) ? try ExperimentDecoder.experiment(at: catalog.file(of: name)) : nil
    let report = try ConfigurationsReport.make(
      of: name, objective: reading, store: store, corpora: corpus.isEmpty ? nil : corpus,
      declared: { classNames in file?.configurationDigest(classNames: classNames) })
    if report.tables.isEmpty && file == nil {
      throw RunStoreError.noSuchSweep(name: name, known: try store.sweeps().map(\.name) + catalog.names)
    }
    try reportOptions.deliver(report)
  }
}
