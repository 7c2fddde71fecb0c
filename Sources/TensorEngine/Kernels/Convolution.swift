// A convolution over channels-last images, and its gradients, without building patches.
//
// Axes: `row`, `column` (pixel), c (input channel), o (output channel), k = (kernelRow, kernelColumn, c).
// In a channels-last image the kernelWidth · c values under one row of the kernel are contiguous, so that a
// row of outputs is `kernelHeight` products of that depth, whose left rows are the stride apart (implicit
// GEMM). The weight lies in panels of 16 outputs, [o / 16, k, o % 16]. One dimension is an image of one row.
//
//   forward         y[pixel, o] = Σ_k x[window(pixel), k] · W[k, o]
//   input gradient  dx[pixel, c] = Σ_(kernel, o) dy[window, o] · W[flipped kernel, c, o]: the forward product
//                   again, over the gradient with zeros around its pixels; for a stride once for each
//                   `ResidueClass` of pixels, with the taps that reach them
//   weight gradient dW[k, o] = Σ_pixel x[window(pixel), k] · dy[pixel, o]
//
// The naive twin is `Tests/NeuralNetworksTests/Naive/`.

/// The shape of a convolution as the kernels need it.
package struct ConvolutionShape: BitwiseCopyable, Sendable {
  /// Input channels as stored.
  package var channelCount: Int
  /// Output channels / 16, rounded up.
  package var panelCount: Int
  /// Mel bands and frames that the kernel spans.
  package var kernelHeight, kernelWidth: Int
  /// Mel bands and frames between two outputs.
  package var rowStride, columnStride: Int

  package init(
    channelCount: Int, panelCount: Int, kernelHeight: Int, kernelWidth: Int, rowStride: Int,
    columnStride: Int
  ) {
    self.channelCount = channelCount
    self.panelCount = panelCount
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// Weights of one output: kernelHeight · kernelWidth · channels.
  package var depth: Int { kernelHeight * kernelWidth * channelCount }
}

/// The convolution kernels; each works on one example.
package enum Convolution {
  /// Computes `activation(weight * input + bias)` of one example.
  ///
  /// - Parameters:
  ///   - input: The pixel under the kernel's first value for output (0, 0): the first of the halo, where
  ///     there is one. Its strides are those of `inputLayout`.
  ///   - weight: `[panel, kernelRow, kernelColumn, channel, 16]`.
  ///   - bias: `[output]`.
  ///   - output: Pixel (0, 0) of `outputLayout`.
  package static func forward(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, inputLayout: ImageLayout,
    weight: UnsafePointer<Float>, bias: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    outputLayout: ImageLayout, isRectified: Bool
  ) {
    let depth = shape.kernelWidth &* shape.channelCount
    for panel in 0..<shape.panelCount {
      for row in 0..<outputLayout.rowCount {
        let operands = TileOperands(
          left: input + row &* shape.rowStride &* inputLayout.rowStride,
          leftRowStride: shape.columnStride &* inputLayout.columnStride, leftDepthStride: 1,
          right: weight + panel &* shape.depth &* 16, rightStride: 16, depth: depth,
          segmentCount: shape.kernelHeight, leftSegmentStride: inputLayout.rowStride,
          rightSegmentStride: depth &* 16)
        let sink = ForwardBlockSink(
          output: output + row &* outputLayout.rowStride + panel &* 16, stride: outputLayout.columnStride,
          bias: bias + panel &* 16, isFirst: true, isLast: true, isRectified: isRectified)
        multiplyTiles(rows: 0..<outputLayout.columnCount, operands, into: sink)
      }
    }
  }

  /// Turns a weight round for the input gradient: `[o / 16, kernelRow, kernelColumn, c, o % 16]` to
  /// `[c / 16, flipped row, flipped column, o, c % 16]`, one such weight after the other for the taps of each
  /// ``ResidueClass``.
  ///
  /// - Precondition: `channelCount` is a multiple of 16.
  package static func flip(
    _ shape: ConvolutionShape, weight: UnsafePointer<Float>, into flipped: UnsafeMutablePointer<Float>
  ) {
    let (channels, outputs) = (shape.channelCount, shape.panelCount &* 16)
    let tapCount = shape.kernelHeight &* shape.kernelWidth
    shape.forEachResidueClass { part in
      let start = flipped + part.precedingTapCount &* channels &* outputs
      let partTapCount = part.taps.kernelHeight &* part.taps.kernelWidth
      part.forEachTap { tap, flippedTap in
        for channel in stride(from: 0, to: channels, by: 8) {
          for output in stride(from: 0, to: outputs, by: 8) {
            let source =
              weight + ((output / 16 &* tapCount + tap) &* channels + channel) &* 16 + output % 16
            let target =
              start + ((channel / 16 &* partTapCount + flippedTap) &* outputs + output) &* 16 + channel % 16
            storeSquare(transposed(loadSquare(source, stride: 16)), to: target, stride: 16)
          }
        }
      }
    }
  }

  /// Computes the gradient with respect to the input of one example.
  ///
  /// - Parameters:
  ///   - outputGradient: Pixel (0, 0) of `outputGradientLayout`, whose pixels lie side by side in a row, and around
  ///     which there are zeros as far as the windows of the input's pixels reach.
  ///   - flippedWeight: As ``flip(_:weight:into:)`` leaves it.
  ///   - padding: The zeros that the forward pass finds before the input's first row and column.
  ///   - activation: Pixel (0, 0) of the convolution's input where it comes out of a relu, whose derivative
  ///     is then applied; else nil. Its strides are those of `activationLayout`.
  ///   - inputGradient: Pixel (0, 0) of `inputGradientLayout`.
  package static func inputGradient(
    _ shape: ConvolutionShape, outputGradient: UnsafePointer<Float>, outputGradientLayout: ImageLayout,
    flippedWeight: UnsafePointer<Float>, padding: ImagePadding, activation: UnsafePointer<Float>?,
    activationLayout: ImageLayout, inputGradient: UnsafeMutablePointer<Float>,
    inputGradientLayout: ImageLayout
  ) {
    let (channels, outputs) = (shape.channelCount, shape.panelCount &* 16)
    shape.forEachResidueClass { part in
      let taps = part.taps
      let depth = taps.kernelWidth &* outputs
      let window = outputGradient + part.window(in: outputGradientLayout, padding)
      let weight = flippedWeight + part.precedingTapCount &* channels &* outputs
      let (targetOffset, target) = part.part(of: inputGradientLayout, padding)
      let (gateOffset, gate) = part.part(of: activationLayout, padding)
      for panel in 0..<channels / 16 {
        for row in 0..<target.rowCount {
          let operands = TileOperands(
            left: window + row &* outputGradientLayout.rowStride, leftRowStride: outputs, leftDepthStride: 1,
            right: weight + panel &* taps.kernelHeight &* depth &* 16, rightStride: 16, depth: depth,
            segmentCount: taps.kernelHeight, leftSegmentStride: outputGradientLayout.rowStride,
            rightSegmentStride: depth &* 16)
          let sink = GatedSink(
            output: inputGradient + targetOffset + row &* target.rowStride + panel &* 16,
            stride: target.columnStride,
            activation: activation.map { $0 + gateOffset + row &* gate.rowStride + panel &* 16 },
            activationStride: gate.columnStride)
          multiplyTiles(rows: 0..<target.columnCount, operands, into: sink)
        }
      }
    }
  }

  /// Adds one example's gradient of the weight to `weightGradient`.
  ///
  /// - Parameters:
  ///   - input: As for the forward pass.
  ///   - outputGradient: Pixel (0, 0) of `outputGradientLayout`.
  ///   - weightGradient: `[panel, kernelRow, kernelColumn, channel, 16]`.
  package static func addWeightGradient(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, inputLayout: ImageLayout,
    outputGradient: UnsafePointer<Float>, outputGradientLayout: ImageLayout,
    weightGradient: UnsafeMutablePointer<Float>
  ) {
    let depth = shape.kernelWidth &* shape.channelCount
    let rowCount = outputGradientLayout.rowCount
    // Rows in blocks that fill the first-level cache: a tile goes over all of a block before it is put down.
    let bytesPerRow = 4 * (inputLayout.rowStride * shape.rowStride + outputGradientLayout.rowStride)
    let rowsPerBlock = max(1, 24_576 / max(1, bytesPerRow))
    for firstRow in stride(from: 0, to: rowCount, by: rowsPerBlock) {
      let rows = min(rowsPerBlock, rowCount - firstRow)
      for kernelRow in 0..<shape.kernelHeight {
        for panel in 0..<shape.panelCount {
          let gradient = outputGradient + firstRow &* outputGradientLayout.rowStride + panel &* 16
          let operands = TileOperands(
            left: input + (firstRow &* shape.rowStride + kernelRow) &* inputLayout.rowStride,
            leftRowStride: 1, leftDepthStride: shape.columnStride &* inputLayout.columnStride,
            right: gradient, rightStride: outputGradientLayout.columnStride,
            depth: outputGradientLayout.columnCount, segmentCount: rows,
            leftSegmentStride: shape.rowStride &* inputLayout.rowStride,
            rightSegmentStride: outputGradientLayout.rowStride)
          let start = (panel &* shape.depth + kernelRow &* depth) &* 16
          multiplyTiles(rows: 0..<depth, operands, into: AddingSink(output: weightGradient + start))
        }
      }
    }
  }

  /// Adds one example's gradient of the bias to `biasGradient`: for each channel the sum over the pixels, in order.
  ///
  /// - Parameters:
  ///   - outputGradient: Pixel (0, 0) of `outputGradientLayout`, whose channels are a multiple of 16.
  ///   - biasGradient: `[output]`.
  package static func addBiasGradient(
    outputGradient: UnsafePointer<Float>, outputGradientLayout: ImageLayout,
    biasGradient: UnsafeMutablePointer<Float>
  ) {
    // Two sums of eight side by side, in pixels' order: one would wait for itself at every pixel.
    for offset in stride(from: 0, to: outputGradientLayout.channelCount, by: 16) {
      var (low, high) = (load8(biasGradient + offset), load8(biasGradient + offset + 8))
      for row in 0..<outputGradientLayout.rowCount {
        var pixel = outputGradient + row &* outputGradientLayout.rowStride + offset
        for _ in 0..<outputGradientLayout.columnCount {
          low += load8(pixel)
          high += load8(pixel + 8)
          pixel += outputGradientLayout.columnStride
        }
      }
      store8(low, to: biasGradient + offset)
      store8(high, to: biasGradient + offset + 8)
    }
  }

  /// Sums the gradients of the shards of a batch in their order, and hands the sum to `target`.
  ///
  /// - Parameters:
  ///   - shards: Shard 0; the others follow `shardStride` apart.
  ///   - values: Which values of the tensor; bounds are multiples of 8.
  package static func combine(
    shards: UnsafePointer<Float>, shardStride: Int, shardCount: Int, values: Range<Int>,
    target: GradientTarget
  ) {
    target.receive(
      ShardSum(shards: shards, shardStride: shardStride, shardCount: shardCount, values: values))
  }
}

/// The gradient that is the sum of the shards' gradients.
private struct ShardSum: GradientSource {
  let shards: UnsafePointer<Float>
  let shardStride, shardCount: Int
  let values: Range<Int>

  @inline(__always)
  func compute(into sink: some GradientSink) {
    for offset in stride(from: values.lowerBound, to: values.upperBound, by: 8) {
      var sum = load8(shards + offset)
      for shard in 1..<max(1, shardCount) { sum += load8(shards + shard &* shardStride + offset) }
      sink.take(sum, at: offset)
    }
  }
}

/// Stores a tile of gradients, through the derivative of relu where there is an activation.
private struct GatedSink: TileSink {
  let output: UnsafeMutablePointer<Float>
  let stride: Int
  let activation: UnsafePointer<Float>?
  let activationStride: Int

  @inline(__always)
  func store<let rowCount: Int>(_ tile: borrowing RegisterTile<rowCount>, row: Int) {
    for index in 0..<rowCount {
      var (low, high) = (tile.low[unchecked: index], tile.high[unchecked: index])
      if let activation {
        let gate = activation + (row &+ index) &* activationStride
        low = rectifiedGradient(low, activation: load8(gate))
        high = rectifiedGradient(high, activation: load8(gate + 8))
      }
      let start = output + (row &+ index) &* stride
      store8(low, to: start)
      store8(high, to: start + 8)
    }
  }
}

/// Adds a tile to panel rows of 16.
struct AddingSink: TileSink {
  let output: UnsafeMutablePointer<Float>

  @inline(__always)
  func start<let rowCount: Int>(row: Int) -> RegisterTile<rowCount> {
    RegisterTile(loading: output + row &* 16, stride: 16)
  }

  @inline(__always)
  func store<let rowCount: Int>(_ tile: borrowing RegisterTile<rowCount>, row: Int) {
    StoreSink(output: output, stride: 16).store(tile, row: row)
  }
}
