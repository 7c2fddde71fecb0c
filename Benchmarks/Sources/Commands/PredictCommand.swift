import ArgumentParser
import Foundation

/// `earshot-bench predict`: inference of an experiment's model.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Predictions of an experiment's model on random features.")

  @Argument(help: "The file of the experiment.")
  var experiment: String

  @Option(help: "Classes of the corpus.")
  var classes = 10

  @Option(help: "Examples of one prediction.")
  var batchSize = 32

  @Option(help: "Threads that share a prediction.")
  var threads = 1

  func validate() throws {
    guard (1...1024).contains(batchSize) else {
      throw ValidationError("--batch-size: found \(batchSize); expected 1...1024.")
    }
  }

  func run() throws {
    var predictions = try Predictions(
      experiment: URL(filePath: experiment), classCount: classes, batchSize: batchSize, threads: threads)
    try answerRequests { predictions.perform($0) }
  }
}
