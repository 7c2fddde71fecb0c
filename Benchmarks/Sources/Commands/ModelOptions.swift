import ArgumentParser
import Foundation

/// Which model a command works on.
struct ModelOptions: ParsableArguments {
  @Argument(help: "The file of the experiment.")
  var experiment: String

  @Option(help: "Classes of the corpus.")
  var classes = 10

  /// The experiment's file.
  var file: URL { URL(filePath: experiment) }
}
