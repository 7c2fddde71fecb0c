import ArgumentParser
import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation

import struct AudioFrontEnd.FrontEnd

/// `earshot-bench features`: the features of a whole corpus, from its files, without a cache.
struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features", abstract: "An experiment's features of a whole corpus, from its files.")

  @Argument(help: "The file of the experiment.")
  var experiment: String

  @Argument(help: "The folder of the corpus.")
  var corpus: String

  @Option(help: "Threads to spread the clips over.")
  var jobs = 2

  func run() throws {
    let settings = FrontEnd.Settings(try ExperimentDecoder.experiment(at: URL(filePath: experiment)).frontEnd)
    let corpus = try CorpusLocation.open(corpus)
    try answerRequests { _ in
      _ = try FeatureExtraction.table(for: corpus, frontEnd: settings, cache: nil, jobs: jobs)
    }
  }
}
