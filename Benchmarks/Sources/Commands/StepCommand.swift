import ArgumentParser
import Foundation

/// `earshot-bench step`: training steps of an experiment's model.
struct StepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Training steps of an experiment's model on random features.")

  @Argument(help: "The file of the experiment.")
  var experiment: String

  @Option(help: "Classes of the corpus.")
  var classes = 10

  @Option(help: "Threads that share a step.")
  var threads = 1

  func run() throws {
    var steps = try TrainingSteps(
      experiment: URL(filePath: experiment), classCount: classes, threads: threads)
    try answerRequests { _ in steps.perform() }
  }
}
