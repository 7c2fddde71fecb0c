import SeededRandom
import TensorEngine

/// A 3x3 convolution of stride 1 on random values, computed by either family of kernels in a plan's layouts.
///
/// All memory that a kernel must not read is NaN, and memory around its results is checked to stay so.
struct ConvolutionTrial: CustomStringConvertible {
  enum Kernels: CaseIterable {
    case direct, winograd
  }

  /// What a pass gives, in the order of `NaiveConvolution`.
  struct Results {
    var output: [Float]
    /// Of the image without the halo.
    var inputGradient: [Float]
    var weightGradient: [Float]
  }

  let naive: NaiveConvolution
  /// Zeros around the image: 0 for `valid`, 1 for `same`.
  let padding: Int
  /// Examples, whose gradients of the weight are summed.
  let exampleCount: Int
  let isRectified: Bool

  /// `[example]`, each `[rowCount + 2, columnCount + 2, channel]` with zeros in the halo.
  let inputs: [[Float]]
  /// `[example]`, each `[row, column, output]`.
  let outputGradients: [[Float]]
  let weight: [Float]
  let bias: [Float]

  var description: String {
    let (h, w) = (naive.rowCount, naive.columnCount)
    return
      "\(h)x\(w) outputs, \(naive.channelCount) to \(naive.outputCount) channels, padding \(padding), \(exampleCount) examples"
  }

  init(
    rowCount: Int, columnCount: Int, channelCount: Int, outputCount: Int, padding: Int, exampleCount: Int = 1,
    isRectified: Bool = false
  ) {
    naive = NaiveConvolution(
      rowCount: rowCount, columnCount: columnCount, channelCount: channelCount, outputCount: outputCount)
    self.padding = padding
    self.exampleCount = exampleCount
    self.isRectified = isRectified
    var random = RandomStream(
      seed: UInt64((rowCount * 100 + columnCount) * 100 + channelCount), purpose: .synthesis)
    inputs = (0..<exampleCount).map { _ in
      (0..<rowCount + 2).flatMap { row in
        (0..<columnCount + 2).flatMap { column in
          let isInside =
            row >= padding && row < rowCount + 2 - padding && column >= padding
            && column < columnCount + 2 - padding
          return (0..<channelCount).map { _ in
            // Half of what comes out of a relu is zero.
            isInside ? max(isRectified ? 0 : -.infinity, Float(random.normal())) : 0
          }
        }
      }
    }
    outputGradients = (0..<exampleCount).map { _ in
      (0..<rowCount * columnCount * outputCount).map { _ in Float(random.normal()) }
    }
    weight = (0..<outputCount * 9 * channelCount).map { _ in Float(random.normal()) }
    bias = (0..<outputCount).map { _ in Float(random.normal()) }
  }

  /// Rows and columns of the image without the halo.
  var imageRowCount: Int { naive.rowCount + 2 - 2 * padding }
  var imageColumnCount: Int { naive.columnCount + 2 - 2 * padding }

  /// The results in double precision, from the same single-precision values; of the last example, and the
  /// weight gradient of all.
  func expected() -> (output: [Double], inputGradient: [Double], weightGradient: [Double]) {
    let weight = weight.map(Double.init)
    let input = inputs[exampleCount - 1].map(Double.init)
    let gradient = outputGradients[exampleCount - 1].map(Double.init)
    var output = naive.output(input, weight: weight)
    for index in output.indices {
      output[index] += Double(bias[index % naive.outputCount])
      if isRectified { output[index] = max(0, output[index]) }
    }
    let whole = naive.inputGradient(gradient, weight: weight)
    var inputGradient: [Double] = []
    for row in padding..<naive.rowCount + 2 - padding {
      for column in padding..<naive.columnCount + 2 - padding {
        let start = (row * (naive.columnCount + 2) + column) * naive.channelCount
        for place in start..<start + naive.channelCount {
          inputGradient.append(isRectified && input[place] <= 0 ? 0 : whole[place])
        }
      }
    }
    var weightGradient = [Double](repeating: 0, count: weight.count)
    for (input, gradient) in zip(inputs, outputGradients) {
      let part = naive.weightGradient(input.map(Double.init), gradient.map(Double.init))
      for index in part.indices { weightGradient[index] += part[index] }
    }
    return (output, inputGradient, weightGradient)
  }
}

// MARK: In a plan's layouts

extension ConvolutionTrial {
  /// Values in memory of their own, NaN where none were put.
  private struct Block {
    let arena: FloatArena

    init(_ count: Int) {
      arena = FloatArena(count: count + 16)
      arena.start.update(repeating: .nan, count: arena.count)
    }

    var start: UnsafeMutablePointer<Float> { arena.start }
  }

  /// An image of `rows` x `columns` pixels with a frame of `halo` pixels.
  private func layout(_ rows: Int, _ columns: Int, channels: Int, halo: Int) -> (ImageLayout, size: Int) {
    let rowStride = (columns + 2 * halo) * channels
    return (
      ImageLayout(
        origin: (halo * rowStride + halo * channels), exampleStride: 0, workerStride: 0, rowStride: rowStride,
        columnStride: channels, rowCount: rows, columnCount: columns, channelCount: channels),
      (rows + 2 * halo) * rowStride
    )
  }

  /// What `kernels` make of the trial; and whether all memory around the results was left alone.
  func results(of kernels: Kernels) -> (results: Results, isTidy: Bool) {
    let (channels, outputs) = (naive.channelCount, naive.outputCount)
    let direct = ConvolutionShape(
      channelCount: channels, panelCount: outputs / 16, kernelHeight: 3, kernelWidth: 3, rowStride: 1,
      columnStride: 1)
    let shape = WinogradShape(
      channelCount: channels, panelCount: outputs / 16, rowCount: naive.rowCount,
      columnCount: naive.columnCount)
    let turnedShape = shape.inputGradientShape(rowCount: imageRowCount, columnCount: imageColumnCount)

    // The weight in panels, its bias, and the transformed forms.
    let (panels, turned) = (Block(weight.count), Block(weight.count))
    for (index, value) in weight.enumerated() {
      panels.start[panelPlace(of: index)] = value
    }
    let (transformed, transformedTurned) = (
      Block(shape.transformedWeightCount), Block(turnedShape.transformedWeightCount)
    )
    let sum = Block(shape.transformedWeightCount)
    sum.start.update(repeating: 0, count: shape.transformedWeightCount)
    let scratch = Block(max(shape.scratchCount, turnedShape.scratchCount))
    let biases = Block(outputs)
    biases.start.update(from: bias, count: outputs)
    Convolution.flip(direct, weight: panels.start, into: turned.start)
    Winograd.transform(shape, weight: panels.start, into: transformed.start)
    Winograd.transform(turnedShape, weight: turned.start, into: transformedTurned.start)

    let (inputLayout, inputSize) = layout(imageRowCount, imageColumnCount, channels: channels, halo: padding)
    let (outputLayout, outputSize) = layout(naive.rowCount, naive.columnCount, channels: outputs, halo: 1)
    let (gradientLayout, gradientSize) = layout(naive.rowCount, naive.columnCount, channels: outputs, halo: 2)
    let (resultLayout, resultSize) = layout(imageRowCount, imageColumnCount, channels: channels, halo: 1)
    let (output, inputGradient) = (Block(outputSize), Block(resultSize))
    let weightGradient = Block(weight.count)
    if kernels == .direct { weightGradient.start.update(repeating: 0, count: weight.count) }

    for example in 0..<exampleCount {
      let (input, gradient) = (Block(inputSize), Block(gradientSize))
      for (index, value) in inputs[example].enumerated() { input.start[index] = value }
      gradient.start.update(repeating: 0, count: gradientSize)
      for (index, value) in outputGradients[example].enumerated() {
        gradient.start[place(of: index, in: gradientLayout)] = value
      }
      let firstPixel = UnsafePointer(input.start) + inputLayout.origin
      // Where the window of the image's pixel (0, 0) starts: 2 - padding pixels before it.
      let window =
        UnsafePointer(gradient.start) + gradientLayout.origin
        + (padding - 2) * (gradientLayout.rowStride + outputs)
      switch kernels {
      case .direct:
        Convolution.forward(
          direct, input: input.start, inputLayout: inputLayout, weight: panels.start, bias: biases.start,
          output: output.start + outputLayout.origin, outputLayout: outputLayout, isRectified: isRectified)
        Convolution.inputGradient(
          direct, outputGradient: gradient.start + gradientLayout.origin,
          outputGradientLayout: gradientLayout, flippedWeight: turned.start,
          padding: ImagePadding(above: padding, left: padding), activation: isRectified ? firstPixel : nil,
          activationLayout: inputLayout, inputGradient: inputGradient.start + resultLayout.origin,
          inputGradientLayout: resultLayout)
        Convolution.addWeightGradient(
          direct, input: input.start, inputLayout: inputLayout,
          outputGradient: gradient.start + gradientLayout.origin, outputGradientLayout: gradientLayout,
          weightGradient: weightGradient.start)
      case .winograd:
        Winograd.forward(
          shape, input: input.start, inputLayout: inputLayout, weight: transformed.start, bias: biases.start,
          output: output.start + outputLayout.origin, outputLayout: outputLayout, isRectified: isRectified,
          scratch: scratch.start)
        Winograd.inputGradient(
          turnedShape, outputGradient: window, outputRowStride: gradientLayout.rowStride,
          weight: transformedTurned.start, activation: isRectified ? firstPixel : nil,
          activationLayout: inputLayout, inputGradient: inputGradient.start + resultLayout.origin,
          inputGradientLayout: resultLayout, scratch: scratch.start)
        Winograd.addWeightGradient(
          shape, input: input.start, inputLayout: inputLayout,
          outputGradient: gradient.start + gradientLayout.origin, outputGradientLayout: gradientLayout,
          transformedGradient: sum.start, scratch: scratch.start)
      }
    }
    if kernels == .winograd {
      Winograd.weightGradient(shape, from: sum.start, into: weightGradient.start)
    }

    let results = Results(
      output: (0..<naive.rowCount * naive.columnCount * outputs).map {
        output.start[place(of: $0, in: outputLayout)]
      },
      inputGradient: (0..<imageRowCount * imageColumnCount * channels).map {
        inputGradient.start[place(of: $0, in: resultLayout)]
      },
      weightGradient: weight.indices.map { weightGradient.start[panelPlace(of: $0)] })
    let isTidy =
      [(output, results.output), (inputGradient, results.inputGradient), (weightGradient, weight)].allSatisfy
    {
      block, values in
      (0..<block.arena.count).count { !block.start[$0].isNaN } == values.count
    }
    return (results, isTidy)
  }

  /// Where value `index` of `[row, column, channel]` lies.
  private func place(of index: Int, in layout: ImageLayout) -> Int {
    let (pixel, channel) = index.quotientAndRemainder(dividingBy: layout.channelCount)
    let (row, column) = pixel.quotientAndRemainder(dividingBy: layout.columnCount)
    return layout.origin + row * layout.rowStride + column * layout.columnStride + channel
  }

  /// Where weight `index` of `[output, tap, channel]` lies in panels.
  private func panelPlace(of index: Int) -> Int {
    let (output, value) = index.quotientAndRemainder(dividingBy: 9 * naive.channelCount)
    return (output / 16 * 9 * naive.channelCount + value) * 16 + output % 16
  }
}
