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
    subcommands: [
      StepCommand.self, PredictCommand.self, ClipsCommand.self, ProductCommand.self, ConvolutionCommand.self,
    ])
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

/// `earshot-bench product`: matrix products.
struct ProductCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "product", abstract: "A product of random matrices, M x K by K x N, on one thread.")

  @Argument(help: "Rows of the left matrix.")
  var rows: Int

  @Argument(help: "Columns of the left matrix, rows of the right one.")
  var depth: Int

  @Argument(help: "Columns of the right matrix; a multiple of 16 unless packed.")
  var columns: Int

  @Option(help: "Which kernel multiplies.")
  var kernel = Products.Kernel.dense

  @Option(help: "Products in one repetition.")
  var calls = 1

  func validate() throws {
    guard [rows, depth, columns, calls].allSatisfy({ (1...1 << 16).contains($0) }) else {
      throw ValidationError("Sizes and calls are in 1 ... 65536.")
    }
    guard [rows * depth, depth * columns, rows * columns].allSatisfy({ $0 <= 1 << 28 }) else {
      throw ValidationError("A matrix holds at most 268435456 values.")
    }
    guard kernel == .packed || columns.isMultiple(of: 16) else {
      throw ValidationError("The dense kernels store columns in multiples of 16; found \(columns).")
    }
  }

  func run() throws {
    let product = Products(kernel: kernel, rowCount: rows, depth: depth, columnCount: columns)
    try answerRequests { _ in
      for _ in 0..<calls { product.perform() }
    }
  }
}

/// `earshot-bench convolution`: 3x3 convolutions of stride 1, by either family of kernels.
struct ConvolutionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convolution",
    abstract: "A 3x3 convolution of random images with a halo of zeros, on one thread.")

  @Argument(help: "Rows of an image.")
  var rows: Int

  @Argument(help: "Columns of an image.")
  var columns: Int

  @Argument(help: "Channels; a multiple of 16.")
  var channels: Int

  @Argument(help: "Output channels; a multiple of 16.")
  var outputs: Int

  @Option(help: "Which pass.")
  var pass = Convolutions.Pass.forward

  @Option(help: "Which kernels.")
  var kernels = Convolutions.Kernels.winograd

  @Option(help: "Examples of a batch; one batch is one repetition.")
  var batchSize = 32

  func validate() throws {
    guard [rows, columns, channels, outputs, batchSize].allSatisfy({ (1...4096).contains($0) }) else {
      throw ValidationError("Sizes are in 1 ... 4096.")
    }
    let pixels = Double((rows + 4) * (columns + 4)) * Double(batchSize)
    guard pixels * Double(max(channels, outputs)) <= 0x1p28, channels * outputs <= 1 << 22 else {
      throw ValidationError("A batch holds at most 268435456 values, a weight 4194304 for each tap.")
    }
    guard channels.isMultiple(of: 16), outputs.isMultiple(of: 16) else {
      throw ValidationError("Channels are stored in multiples of 16; found \(channels) and \(outputs).")
    }
  }

  func run() throws {
    let convolution = Convolutions(
      pass: pass, kernels: kernels, rowCount: rows, columnCount: columns, channelCount: channels,
      outputCount: outputs, batchSize: batchSize)
    try answerRequests { _ in convolution.perform() }
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
