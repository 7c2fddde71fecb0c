import ArgumentParser

/// `earshot-bench step`: training steps of an experiment's model.
struct StepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Training steps of an experiment's model on random features.")

  @OptionGroup var model: ModelOptions

  @Option(help: "Threads that share a step.")
  var threads = 1

  func run() throws {
    var steps = try TrainingSteps(
      experiment: model.file, classCount: model.classes, threads: threads)
    try answerRequests { _ in steps.perform() }
  }
}
