import ArgumentParser

/// `earshot-bench predict`: inference of an experiment's model.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Predictions of an experiment's model on random features.")

  @OptionGroup var model: ModelOptions

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
      experiment: model.file, classCount: model.classes, batchSize: batchSize, threads: threads)
    try answerRequests { predictions.perform($0) }
  }
}
