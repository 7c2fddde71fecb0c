import ArgumentParser
import ExperimentSchema
import Foundation
import Reporting
import RunStore

/// `earshot report project`: the whole story.
struct ReportProjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project",
    abstract:
      "Tells the whole story: the question, the data, the pipeline, what replicates, what does not, and why.",
    discussion: """
      Every number comes from the store, and every concluding sentence is chosen by a computed verdict.
      """)

  @Option(help: ArgumentHelp("One corpus (default: all). Repeatable.", valueName: "name"))
  var corpus: [String] = []

  @OptionGroup var reportOptions: ReportOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions

  func run() throws {
    let (history, experiments) = try experimentOptions.history()
    let report = try ProjectReport.make(
      history: history, experiments: experiments, studies: experimentOptions.studies(of: history),
      illustration: experiments.last.map { try PipelineIllustration(of: $0.frontEnd) },
      store: storeOptions.open(.readOnly), corpora: corpus.isEmpty ? nil : corpus,
      digest: { experiment, classNames in experiment.configurationDigest(classNames: classNames) })
    try reportOptions.deliver(report)
  }
}
