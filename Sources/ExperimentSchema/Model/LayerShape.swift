/// One step of shape inference: a layer, and the shape that reaches it.
struct LayerShape {
  let index: Int
  let layer: LayerSpecification
  let input: [Int]
  let classCount: Int

  func summary() throws(ShapeInference.Misfit) -> ShapeInference.LayerSummary {
    switch layer.operation {
    case .dense(let units, _):
      let features = try features(else: "Put a flatten layer before it.")
      let outputs = if case .count(let count) = units { count } else { classCount }
      let weights = try product(features, outputs, of: "units")
      return try finish([outputs], weights: weights, biases: outputs, positions: 1)
    case .conv1D(let convolution):
      let (channels, frames) = try channelsAndFrames()
      let outputs = try outputLength(
        of: frames, size: convolution.kernelSize, stride: convolution.stride, padding: convolution.padding,
        setting: "kernelSize", unit: "frame")
      let weights = try product(
        try product(channels, convolution.kernelSize, of: "kernelSize"), convolution.filters, of: "filters")
      return try finish(
        [convolution.filters, outputs], weights: weights, biases: convolution.filters, positions: outputs)
    case .conv2D(let convolution):
      let image = try image()
      let melBands = try outputLength(
        of: image.melBands, size: convolution.kernelSize.melBand, stride: convolution.stride.melBand,
        padding: convolution.padding, setting: "kernelSize", unit: "mel band")
      let frames = try outputLength(
        of: image.frames, size: convolution.kernelSize.frame, stride: convolution.stride.frame,
        padding: convolution.padding, setting: "kernelSize", unit: "frame")
      let kernel = try product(convolution.kernelSize.melBand, convolution.kernelSize.frame, of: "kernelSize")
      let weights = try product(
        try product(image.channels, kernel, of: "kernelSize"), convolution.filters, of: "filters")
      return try finish(
        [convolution.filters, melBands, frames], weights: weights, biases: convolution.filters,
        positions: try product(melBands, frames, of: nil))
    case .maxPool1D(let poolSize, let stride):
      let (channels, frames) = try channelsAndFrames()
      let outputs = try outputLength(
        of: frames, size: poolSize, stride: stride, padding: .valid, setting: "poolSize", unit: "frame")
      return try finish([channels, outputs])
    case .maxPool2D(let poolSize, let stride):
      let image = try image()
      let melBands = try outputLength(
        of: image.melBands, size: poolSize.melBand, stride: stride.melBand, padding: .valid,
        setting: "poolSize", unit: "mel band")
      let frames = try outputLength(
        of: image.frames, size: poolSize.frame, stride: stride.frame, padding: .valid, setting: "poolSize",
        unit: "frame")
      return try finish([image.channels, melBands, frames])
    case .dropout, .relu:
      return try finish(input)
    case .flatten:
      var count = 1
      for extent in input { count = try product(count, extent, of: nil) }
      return try finish([count])
    case .softmax:
      return try finish([try features(else: "Put a flatten layer before it.")])
    }
  }

  // MARK: What a layer accepts

  private func features(else remedy: String) throws(ShapeInference.Misfit) -> Int {
    guard input.count == 1 else {
      throw misfit(found: "an input of shape \(input)", expected: "a vector [features]", remedy: remedy)
    }
    return input[0]
  }

  /// The extents of `[channel, frame]`; a vector counts as one channel.
  private func channelsAndFrames() throws(ShapeInference.Misfit) -> (channels: Int, frames: Int) {
    switch input.count {
    case 1: return (1, input[0])
    case 2: return (input[0], input[1])
    default:
      throw misfit(
        found: "an input of shape \(input)", expected: "[channel, frame] or a vector [features]",
        remedy: "Use the 2D layer of that name for log-mel features.")
    }
  }

  private func image() throws(ShapeInference.Misfit) -> (channels: Int, melBands: Int, frames: Int) {
    guard input.count == 3 else {
      throw misfit(
        found: "an input of shape \(input)", expected: "[channel, melBand, frame]",
        remedy: "Use the 1D layer of that name, or features of type logMelSpectrogram.")
    }
    return (input[0], input[1], input[2])
  }

  private func outputLength(
    of length: Int, size: Int, stride: Int, padding: LayerSpecification.Padding, setting: String, unit: String
  ) throws(ShapeInference.Misfit) -> Int {
    guard
      let outputs = ShapeInference.outputLength(of: length, size: size, stride: stride, padding: padding)
    else {
      throw misfit(
        setting: setting, found: "\(size)", expected: "1...\(length), the \(unit)s of its input \(input)",
        remedy: padding == .valid && setting == "kernelSize"
          ? "Make it smaller, drop a pooling layer before it, or set padding to \"same\"."
          : "Make it smaller, or drop a pooling layer before it.")
    }
    return outputs
  }

  // MARK: What it comes to

  private func finish(
    _ output: [Int], weights: Int = 0, biases: Int = 0, positions: Int = 0
  ) throws(ShapeInference.Misfit) -> ShapeInference.LayerSummary {
    var values = 1
    for extent in output { values = try product(values, extent, of: nil) }
    return ShapeInference.LayerSummary(
      layer: layer, inputShape: input, outputShape: output, parameterCount: weights + biases,
      multiplyAccumulateCount: weights * positions)
  }

  /// `left · right`, refused beyond what an index can address.
  private func product(_ left: Int, _ right: Int, of setting: String?) throws(ShapeInference.Misfit) -> Int {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    guard !overflow, product <= ShapeInference.greatestCount else {
      throw misfit(
        setting: setting, found: "\(left) x \(right) values",
        expected: "at most \(ShapeInference.greatestCount)", remedy: "Make the layer smaller.")
    }
    return product
  }

  private func misfit(
    setting: String? = nil, found: String, expected: String, remedy: String
  ) -> ShapeInference.Misfit {
    ShapeInference.Misfit(
      layerIndex: index, layerName: layer.name, setting: setting, found: found, expected: expected,
      remedy: remedy)
  }
}
