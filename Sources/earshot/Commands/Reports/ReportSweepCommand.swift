import ArgumentParser
import ExperimentSchema
import Reporting
import RunStore

/// `earshot report sweep`: the configurations tried of one experiment.
struct ReportSweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract:
      "Lists the configurations tried of an experiment by the settings they differ in, the best first.",
    discussion: """
      earshot run gen6 -S model.layers.dropout1.rate=0.3
      earshot run gen6 -S model.layers.dropout1.rate=0.7
      earshot report sweep gen6
      """)

  @Argument(help: ArgumentHelp("The experiment's name, as its runs have it.", valueName: "experiment"))
  var experiment: String

  @Option(
    help: ArgumentHelp(
      "What is compared: validation.accuracy, selected(test.accuracy), validation.crossEntropy ...",
      valueName: "metric"))
  var objective = "validation.accuracy"

  @Option(help: ArgumentHelp("One corpus (default: a table for each). Repeatable.", valueName: "name"))
  var corpus: [String] = []

  @OptionGroup var reportOptions: ReportOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions

  func validate() throws {
    if MetricReading(objective) == nil {
      throw ValidationError(
        "--objective: found \(objective.debugDescription); expected a metric such as validation.accuracy, "
          + "best(validation.accuracy) or selected(test.accuracy). Name one that runs record.")
    }
  }

  func run() throws {
    guard let reading = MetricReading(objective) else { return }
    let catalog = ExperimentCatalog(folder: experimentOptions.folder)
    let file =
      catalog.names.contains(experiment)
      ? try ExperimentDecoder.experiment(at: catalog.file(of: experiment)) : nil
    let report = try SweepReport.make(
      of: experiment, objective: reading, store: storeOptions.open(.readOnly),
      corpora: corpus.isEmpty ? nil : corpus,
      declared: { classNames in file?.configurationDigest(classNames: classNames) })
    try reportOptions.deliver(report)
  }
}
