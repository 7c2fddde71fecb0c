import ArgumentParser

/// `earshot-bench`: repeats one piece of work on request and tells how long each repetition took.
///
/// A request is a line on standard input, the number of repetitions; its answer a line of JSON. So a driver
/// can measure this process and another system's in turns, while both stay loaded and warm.
@main
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "earshot-bench",
    abstract: "Times parts of earshot; scripts/bench drives it.",
    subcommands: [
      StepCommand.self, TrainingCommand.self, PredictCommand.self, ClipsCommand.self, TransformCommand.self,
      FeaturesCommand.self, ProductCommand.self,
      ConvolutionCommand.self, PeakCommand.self, StoreCommand.self, ReportsCommand.self, SweepsCommand.self,
      TrialsCommand.self,
    ])
}
