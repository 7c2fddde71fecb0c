/// One step of shape inference: a layer, and the shapes that reach it.
struct LayerShape {
  let keyPath: String
  let layer: LayerSpecification
  let inputs: [[Int]]
  let classCount: Int

  /// The first input's shape; but for the ends of blocks there is no other.
  private var input: [Int] { inputs[0] }

  /// The layer's summary, its inputs' numbers left open.
  func summary() throws(ShapeInference.Misfit) -> ShapeInference.LayerSummary {
    switch layer.operation {
    case .dense(let units, _, _):
      let features = try features(else: "Put a flatten layer before it.")
      let outputs = if case .count(let count) = units { count } else { classCount }
      let weights = try product(features, outputs, of: "units")
      return try finish([outputs], weights: weights, biases: outputs, positions: 1)
    case .conv1D(let convolution):
      let (channels, frames) = try channelsAndFrames()
      let outputs = try outputLength(
        of: frames, size: convolution.kernelSize, stride: convolution.stride, padding: convolution.padding,
        setting: "kernelSize", unit: "frame")
      let weights = try weights(
        channels: channels, filters: convolution.filters, groups: convolution.groups,
        kernel: convolution.kernelSize)
      return try finish(
        [convolution.filters, outputs], weights: weights, biases: convolution.filters, positions: outputs)
    case .conv2D(let convolution):
      let image = try image()
      let (melBands, frames) = try outputLengths(
        of: image, size: convolution.kernelSize, stride: convolution.stride, padding: convolution.padding,
        setting: "kernelSize")
      let kernel = try product(convolution.kernelSize.melBand, convolution.kernelSize.frame, of: "kernelSize")
      let weights = try weights(
        channels: image.channels, filters: convolution.filters, groups: convolution.groups, kernel: kernel)
      return try finish(
        [convolution.filters, melBands, frames], weights: weights, biases: convolution.filters,
        positions: try product(melBands, frames, of: nil))
    case .maxPool1D(let poolSize, let stride), .averagePool1D(let poolSize, let stride):
      let (channels, frames) = try channelsAndFrames()
      let outputs = try outputLength(
        of: frames, size: poolSize, stride: stride, padding: .valid, setting: "poolSize", unit: "frame")
      return try finish([channels, outputs])
    case .maxPool2D(let poolSize, let stride), .averagePool2D(let poolSize, let stride):
      let image = try image()
      let (melBands, frames) = try outputLengths(
        of: image, size: poolSize, stride: stride, padding: .valid, setting: "poolSize")
      return try finish([image.channels, melBands, frames])
    case .globalMaxPool, .globalAveragePool:
      guard input.count > 1 else {
        throw misfit(
          found: "an input of shape \(input)", expected: "[channel, frame] or [channel, melBand, frame]",
          remedy: "A vector has nothing to pool: leave the layer out.")
      }
      return try finish([input[0]])
    case .max(let axis), .mean(let axis):
      return try finish(try shape(without: axis))
    case .batchNormalization:
      return try finish(input, weights: input[0], biases: input[0])
    case .dropout, .spatialDropout, .relu, .leakyRelu, .gelu, .sigmoid, .tanh:
      return try finish(input)
    case .flatten:
      var count = 1
      for extent in input { count = try product(count, extent, of: nil) }
      return try finish([count])
    case .softmax:
      return try finish([try features(else: "Put a flatten layer before it.")])
    case .residual:
      guard inputs[0] == inputs[1] else {
        throw misfit(
          found: "layers that end with shape \(inputs[0]) and a shortcut that ends with \(inputs[1])",
          expected: "the same shape of both, to add them",
          remedy: "Give the shortcut a convolution of the layers' filters and stride, kernelSize 1.")
      }
      return try finish(inputs[0])
    case .parallel:
      return try finish(try concatenation())
    case .sequential:
      preconditionFailure("a sequential block is its layers")
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

  private func shape(without axis: LayerSpecification.Axis) throws(ShapeInference.Misfit) -> [Int] {
    let axes: [LayerSpecification.Axis] =
      input.count == 3 ? [.channel, .melBand, .frame] : [.channel, .frame]
    guard input.count > 1, let place = axes.firstIndex(of: axis) else {
      throw misfit(
        setting: "axis", found: "\(axis.rawValue) of an input of shape \(input)",
        expected: input.count > 1 ? "channel or frame" : "[channel, frame] or [channel, melBand, frame]",
        remedy: input.count > 1 ? "Name one of its axes." : "A vector has no axis to spare: leave it out.")
    }
    var shape = input
    shape.remove(at: place)
    return shape
  }

  /// The branches' shapes, one behind the other along their first axis.
  private func concatenation() throws(ShapeInference.Misfit) -> [Int] {
    var shape = input
    for branch in inputs.dropFirst() {
      guard branch.count == shape.count, branch.dropFirst() == shape.dropFirst() else {
        throw misfit(
          setting: "branches", found: "branches that end with shapes \(inputs)",
          expected: "shapes that differ in the first axis only",
          remedy: "Choose strides and padding alike, or padding \"same\".")
      }
      let (sum, overflow) = shape[0].addingReportingOverflow(branch[0])
      shape[0] = overflow ? ShapeInference.greatestCount : sum
    }
    return shape
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

  private func outputLengths(
    of image: (channels: Int, melBands: Int, frames: Int), size: LayerSpecification.Pair,
    stride: LayerSpecification.Pair, padding: LayerSpecification.Padding, setting: String
  ) throws(ShapeInference.Misfit) -> (melBands: Int, frames: Int) {
    (
      try outputLength(
        of: image.melBands, size: size.melBand, stride: stride.melBand, padding: padding, setting: setting,
        unit: "mel band"),
      try outputLength(
        of: image.frames, size: size.frame, stride: stride.frame, padding: padding, setting: setting,
        unit: "frame")
    )
  }

  // MARK: What it comes to

  /// Weights of a convolution: `filters · channels / groups · kernel`.
  private func weights(
    channels: Int, filters: Int, groups: Int, kernel: Int
  ) throws(ShapeInference.Misfit) -> Int {
    guard groups == 1 || channels.isMultiple(of: groups) else {
      throw misfit(
        setting: "groups", found: "\(groups), which does not divide the \(channels) channels of its input",
        expected: "1, or \(channels) for a depthwise convolution", remedy: "Try \(channels).")
    }
    guard groups == 1 || groups == channels else {
      throw misfit(
        setting: "groups", found: "\(groups) of \(channels) channels",
        expected: "1, or \(channels) for a depthwise convolution",
        remedy: "Groups of several channels are not supported.")
    }
    guard groups == 1 || filters == groups else {
      throw misfit(
        setting: "filters", found: "\(filters) of \(groups) groups",
        expected: "\(groups): a depthwise convolution has one filter for each channel",
        remedy: "Put a convolution of kernelSize 1 behind it to change the number of channels.")
    }
    return try product(try product(channels / groups, kernel, of: "kernelSize"), filters, of: "filters")
  }

  private func finish(
    _ output: [Int], weights: Int = 0, biases: Int = 0, positions: Int = 0
  ) throws(ShapeInference.Misfit) -> ShapeInference.LayerSummary {
    var values = 1
    for extent in output { values = try product(values, extent, of: nil) }
    return ShapeInference.LayerSummary(
      layer: layer, keyPath: keyPath, inputs: [], inputShapes: inputs, outputShape: output,
      parameterCount: weights + biases, multiplyAccumulateCount: weights * positions)
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
      keyPath: keyPath, setting: setting, found: found, expected: expected, remedy: remedy)
  }
}
