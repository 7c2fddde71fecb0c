import ArgumentParser
import Foundation

/// `earshot-bench`: repeats one piece of work on request and tells how long each repetition took.
///
/// A request is a line on standard input, the number of repetitions; its answer a line of JSON. So a driver
/// can measure this process and another system's in turns, while both stay loaded and warm.
@main
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "earshot-bench",
    abstract: "Times parts of earshot; scripts/bench drives it.",
    subcommands: [StepCommand.self, PredictCommand.self, ClipsCommand.self])
}

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

/// `earshot-bench clips`: recordings turned into features.
struct ClipsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clips",
    abstract: "An experiment's front end on recordings, one after the other, from the file.")

  @Argument(help: "The file of the experiment.")
  var experiment: String

  @Argument(help: "The recordings.")
  var recordings: [String]

  func validate() throws {
    if recordings.isEmpty { throw ValidationError("Name at least one recording.") }
  }

  func run() throws {
    let clips = try FrontEndClips(
      experiment: URL(filePath: experiment), recordings: recordings.map { URL(filePath: $0) })
    try answerRequests { try clips.perform($0) }
  }
}

/// Answers every line of standard input by the times of so many calls of `work`, which is given the number of
/// the call, counted over all requests.
private func answerRequests(_ work: (Int) throws -> Void) throws {
  let encoder = JSONEncoder()
  var done = 0
  while let line = readLine() {
    guard let count = Int(line), count > 0 else {
      throw ValidationError(
        "standard input: found \"\(line)\"; expected the number of repetitions, at least 1.")
    }
    var times = RepetitionTimes()
    times.reserve(count)
    for call in done..<done + count {
      try times.measure { try work(call) }
    }
    done += count
    FileHandle.standardOutput.write(try encoder.encode(times) + Data("\n".utf8))
  }
}
