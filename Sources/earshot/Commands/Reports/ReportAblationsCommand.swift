import ArgumentParser
import ExperimentSchema
import Foundation
import Reporting
import RunStore

/// `earshot report ablations`: what each change to an experiment does.
struct ReportAblationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ablations",
    abstract: "Says what each change to an experiment does, with its interval.",
    discussion: """
      A study lists pairs of experiments: a baseline and what it is changed to. Each effect is measured on the seeds \
      and folds that both have, and tested over the folds; below five folds the test is refused.
      """)

  @Argument(
    help: ArgumentHelp(
      "The study (default: ablations/ablations.json in the folder of experiments).", valueName: "file"))
  var study: String?

  @Option(help: ArgumentHelp("One corpus (default: a table for each). Repeatable.", valueName: "name"))
  var corpus: [String] = []

  @OptionGroup var reportOptions: ReportOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions

  func run() throws {
    let file =
      study.map { URL(filePath: $0) }
      ?? experimentOptions.folder.appending(path: "ablations/ablations.json")
    let report = try AblationReport.make(
      of: try ExperimentDecoder.study(at: file), store: storeOptions.open(.readOnly),
      corpora: corpus.isEmpty ? nil : corpus,
      digest: { experiment, classNames in experiment.configurationDigest(classNames: classNames) })
    try reportOptions.deliver(report)
  }
}
