import ArgumentParser
import ExperimentRunner

/// How runs are trained; no result depends on it.
struct TrainingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Threads inside each run; results do not depend on it.", valueName: "n"))
  var threads = 1

  @Option(
    help: ArgumentHelp(
      "Seconds between checkpoints; so much work a kill can undo. Results do not depend on it.",
      valueName: "seconds"))
  var checkpointEvery = RunSession.standardCheckpointInterval

  func validate() throws {
    guard (1...256).contains(threads) else {
      throw ValidationError("--threads: found \(threads); expected 1...256. Leave it out for 1.")
    }
    guard (0...86_400).contains(checkpointEvery) else {
      throw ValidationError(
        "--checkpoint-every: found \(checkpointEvery); expected 0...86400 seconds. Leave it out for "
          + "\(RunSession.standardCheckpointInterval).")
    }
  }
}
