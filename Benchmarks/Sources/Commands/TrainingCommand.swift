import ArgumentParser
import Foundation

/// `earshot-bench training`: whole trainings of an experiment.
struct TrainingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract:
      "All epochs of an experiment on random features of 320 clips, validated on 80; nothing is stored.")

  @Argument(help: "The file of the experiment.")
  var experiment: String

  @Option(help: "Classes of the corpus.")
  var classes = 10

  func run() throws {
    let trainings = try WholeTrainings(experiment: URL(filePath: experiment), classCount: classes)
    try answerRequests { _ in try trainings.perform() }
  }
}
