import ArgumentParser

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
