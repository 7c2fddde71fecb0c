import ArgumentParser

/// `earshot-bench training`: whole trainings of an experiment.
struct TrainingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract:
      "All epochs of an experiment on random features of 320 clips, validated on 80; nothing is stored.")

  @OptionGroup var model: ModelOptions

  func run() throws {
    let trainings = try WholeTrainings(experiment: model.file, classCount: model.classes)
    try answerRequests { _ in try trainings.perform() }
  }
}
