import ArgumentParser
import ExperimentSchema
import Reporting
import RunStore

/// `earshot report compare`: experiments or runs side by side.
struct ReportCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Sets experiments or runs side by side, and tests whether they differ.",
    discussion: """
      earshot report compare gen4 gen6 --corpus esc10
      earshot report compare gen6 Experiments/ablations/no-gate.json

      All are compared on the seeds and folds that each of them has. A test is refused where too little was \
      measured: below five folds the corrected resampled t-test, below six discordant clips McNemar's.
      """)

  @Argument(
    help: ArgumentHelp(
      "At least two: names in the folder of experiments, paths of files, or ids of runs.",
      valueName: "experiment|run"))
  var subjects: [String]

  @Option(help: ArgumentHelp("One corpus (default: a table for each). Repeatable.", valueName: "name"))
  var corpus: [String] = []

  @OptionGroup var reportOptions: ReportOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions

  func validate() throws {
    guard subjects.count >= 2 else {
      throw ValidationError(
        "found \(subjects.count) to compare; expected at least two experiments or runs. Name another one.")
    }
  }

  func run() throws {
    let store = try storeOptions.open(.readOnly)
    let named = try subjects.map { try subject($0, store: store) }
    if let twice = named.indices.first(where: { named[..<$0].contains(named[$0]) }) {
      throw ComparisonSubjectError.repeated(named[twice].label)
    }
    let report = try ComparisonReport.make(
      subjects: distinctlyLabelled(named), store: store, corpora: corpus.isEmpty ? nil : corpus,
      withCurves: reportOptions.format == .html,
      digest: { experiment, classNames in experiment.configurationDigest(classNames: classNames) })
    try reportOptions.deliver(report)
  }

  /// What `reference` names: an experiment first, else a run.
  private func subject(_ reference: String, store: RunStore) throws -> ComparisonReport.Subject {
    let catalog = ExperimentCatalog(folder: experimentOptions.folder)
    if catalog.names.contains(reference) || reference.hasSuffix(".json") || reference.contains("/") {
      let experiment = try ExperimentDecoder.experiment(at: catalog.file(of: reference))
      return .init(label: experiment.name, source: .experiment(experiment))
    }
    do {
      let id = try store.runID(startingWith: reference)
      return .init(label: id, source: .run(id))
    } catch {
      guard case .noSuchRun(_, let near, _) = error else { throw error }
      throw ComparisonSubjectError.unknown(reference, experiments: catalog.names, nearRuns: near)
    }
  }

  /// The subjects, those of one name called by what they were named on the command line.
  private func distinctlyLabelled(_ named: [ComparisonReport.Subject]) -> [ComparisonReport.Subject] {
    zip(subjects, named).map { reference, subject in
      let isAmbiguous = named.count { $0.label == subject.label } > 1
      return isAmbiguous ? .init(label: reference, source: subject.source) : subject
    }
  }
}
