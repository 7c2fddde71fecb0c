// A dense layer, y = activation(W · x + b), and its gradients.
//
// Axes: `example` (rows), `input` (i, depth of the forward product), `output` (o).
// Activations and their gradients are row-major [example, feature]. The weight lies in panels of 16 outputs,
// [output / 16, input, output % 16], which every product reads front to back:
//
//   forward         y[example, o]  = Σ_i x[example, i] · W[i, o]        left x,  right a panel
//   input gradient  dx[i, example] = Σ_o W[i, o] · dy[o, example]       left W,  right dy, transposed
//   weight gradient dW[i, o]       = Σ_example x[example, i] · dy[..]   left x,  right dy
//
// The naive twin is `Tests/NeuralNetworksTests/Naive/`.

/// The dense kernels; all are row- or output-parallel: a value never depends on the split.
package enum Dense {
  /// Computes outputs of `rows`: `activation(input · weight + bias)`.
  ///
  /// - Parameters:
  ///   - rows: Examples to compute.
  ///   - input: `[example, input]`, rows `inputStride` apart.
  ///   - depth: Inputs of an example.
  ///   - weight: `[panel, input, 16]`.
  ///   - panelCount: Outputs / 16.
  ///   - bias: `[output]`.
  ///   - output: `[example, output]`, rows `outputStride` apart.
  package static func forward(
    rows: Range<Int>, input: UnsafePointer<Float>, inputStride: Int, depth: Int,
    weight: UnsafePointer<Float>, panelCount: Int, bias: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, outputStride: Int, isRectified: Bool
  ) {
    for panel in 0..<panelCount {
      // Depth in blocks: a block of the panel stays in the first-level cache while all rows pass.
      var start = 0
      while start < depth {
        let end = min(start + blockDepth, depth)
        let operands = TileOperands(
          left: input + start, leftRowStride: inputStride, leftDepthStride: 1,
          right: weight + (panel &* depth + start) &* 16, rightStride: 16, depth: end - start)
        let sink = ForwardBlockSink(
          output: output + panel &* 16, stride: outputStride, bias: bias + panel &* 16,
          isFirst: start == 0, isLast: end == depth, isRectified: isRectified)
        multiplyTiles(rows: rows, operands, into: sink)
        start = end
      }
    }
  }

  /// Inputs in one block of the forward product: 16 panel columns of them are 24 KB.
  private static let blockDepth = 384

  /// Computes the gradient with respect to the inputs of 16 examples.
  ///
  /// - Parameters:
  ///   - firstRow: The first of the 16 examples; buffers hold all 16, those past the batch unused.
  ///   - outputGradient: `[example, output]`, rows `panelCount · 16` apart.
  ///   - weight: `[panel, input, 16]`; `depth` is a multiple of 16.
  ///   - activation: The layer's input `[example, input]` where it comes out of a relu, whose derivative is
  ///     then applied; else nil.
  ///   - inputGradient: `[example, input]`, rows `inputStride` apart.
  ///   - scratch: ``inputGradientScratchCount(panelCount:)`` values of this worker's own.
  package static func inputGradient(
    firstRow: Int, outputGradient: UnsafePointer<Float>, weight: UnsafePointer<Float>, depth: Int,
    panelCount: Int, activation: UnsafePointer<Float>?, inputGradient: UnsafeMutablePointer<Float>,
    inputStride: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    let outputCount = panelCount &* 16
    let transposedGradient = scratch
    transposeSixteenRows(
      of: outputGradient + firstRow &* outputCount, count: outputCount, into: transposedGradient)
    let chunk = scratch + outputCount &* 16
    var start = 0
    while start < depth {
      let count = min(chunkDepth, depth - start)
      let operands = TileOperands(
        left: weight + start &* 16, leftRowStride: 16, leftDepthStride: 1,
        right: transposedGradient, rightStride: 16, depth: 16,
        segmentCount: panelCount, leftSegmentStride: depth &* 16, rightSegmentStride: 256)
      multiplyTiles(rows: 0..<count, operands, into: StoreSink(output: chunk, stride: 16))
      let offset = firstRow &* inputStride + start
      storeTransposed(
        chunk, count: count, to: inputGradient + offset, stride: inputStride,
        activation: activation.map { $0 + offset })
      start += count
    }
  }

  /// Values of scratch that ``inputGradient(firstRow:outputGradient:weight:depth:panelCount:activation:inputGradient:inputStride:scratch:)`` needs.
  package static func inputGradientScratchCount(panelCount: Int) -> Int {
    panelCount * 256 + chunkDepth * 16
  }

  /// Inputs whose gradients are computed before they are transposed together; a multiple of 6 and 16.
  fileprivate static let chunkDepth = 48

  /// Computes the gradient of rows `inputs` of the weight, summed over the batch in order, and hands it to
  /// `target`.
  package static func weightGradient(
    inputs: Range<Int>, batch: Int, input: UnsafePointer<Float>, inputStride: Int, depth: Int,
    outputGradient: UnsafePointer<Float>, panelCount: Int, target: GradientTarget
  ) {
    target.receive(
      DenseWeightGradient(
        inputs: inputs, batch: batch, input: input, inputStride: inputStride, depth: depth,
        outputGradient: outputGradient, panelCount: panelCount))
  }

  /// Computes the gradient of the biases of `panels`, summed over the batch in order.
  package static func biasGradient(
    panels: Range<Int>, batch: Int, outputGradient: UnsafePointer<Float>, panelCount: Int,
    target: GradientTarget
  ) {
    target.receive(
      DenseBiasGradient(
        panels: panels, batch: batch, outputGradient: outputGradient, panelCount: panelCount))
  }

  /// `[16, count]` to `[count, 16]`; `count` a multiple of 8.
  @inline(__always)
  private static func transposeSixteenRows(
    of rows: UnsafePointer<Float>, count: Int, into columns: UnsafeMutablePointer<Float>
  ) {
    var start = 0
    while start < count {
      for half in 0..<2 {
        storeSquare(
          transposed(loadSquare(rows + 8 &* half &* count + start, stride: count)),
          to: columns + start &* 16 + 8 &* half, stride: 16)
      }
      start += 8
    }
  }

  /// `[count, 16]` to 16 rows of `count`, through the derivative of relu where there is an activation.
  @inline(__always)
  private static func storeTransposed(
    _ columns: UnsafePointer<Float>, count: Int, to rows: UnsafeMutablePointer<Float>, stride: Int,
    activation: UnsafePointer<Float>?
  ) {
    var start = 0
    while start < count {
      for half in 0..<2 {
        var square = transposed(loadSquare(columns + start &* 16 + 8 &* half, stride: 16))
        let offset = 8 &* half &* stride + start
        if let activation {
          let gate = loadSquare(activation + offset, stride: stride)
          square.0 = rectifiedGradient(square.0, activation: gate.0)
          square.1 = rectifiedGradient(square.1, activation: gate.1)
          square.2 = rectifiedGradient(square.2, activation: gate.2)
          square.3 = rectifiedGradient(square.3, activation: gate.3)
          square.4 = rectifiedGradient(square.4, activation: gate.4)
          square.5 = rectifiedGradient(square.5, activation: gate.5)
          square.6 = rectifiedGradient(square.6, activation: gate.6)
          square.7 = rectifiedGradient(square.7, activation: gate.7)
        }
        storeSquare(square, to: rows + offset, stride: stride)
      }
      start += 8
    }
  }
}

/// Stores a tile as it is.
struct StoreSink: TileSink {
  let output: UnsafeMutablePointer<Float>
  let stride: Int

  @inline(__always)
  func store<let rowCount: Int>(_ tile: borrowing RegisterTile<rowCount>, row: Int) {
    for index in 0..<rowCount {
      let start = output + (row &+ index) &* stride
      store8(tile.low[unchecked: index], to: start)
      store8(tile.high[unchecked: index], to: start + 8)
    }
  }
}

/// The gradient of some rows of a dense weight.
private struct DenseWeightGradient: GradientSource {
  let inputs: Range<Int>
  let batch: Int
  let input: UnsafePointer<Float>
  let inputStride, depth: Int
  let outputGradient: UnsafePointer<Float>
  let panelCount: Int

  @inline(__always)
  func compute(into sink: some GradientSink) {
    // Chunks of inputs outside, panels inside: a chunk of every example's inputs stays in the cache.
    var start = inputs.lowerBound
    while start < inputs.upperBound {
      let end = min(start + Dense.chunkDepth, inputs.upperBound)
      for panel in 0..<panelCount {
        let operands = TileOperands(
          left: input, leftRowStride: 1, leftDepthStride: inputStride,
          right: outputGradient + panel &* 16, rightStride: panelCount &* 16, depth: batch)
        multiplyTiles(
          rows: start..<end, operands, into: GradientTileSink(sink: sink, offset: panel &* depth &* 16))
      }
      start = end
    }
  }
}

/// The gradient of the biases of some panels.
private struct DenseBiasGradient: GradientSource {
  let panels: Range<Int>
  let batch: Int
  let outputGradient: UnsafePointer<Float>
  let panelCount: Int

  @inline(__always)
  func compute(into sink: some GradientSink) {
    for offset in stride(from: panels.lowerBound * 16, to: panels.upperBound * 16, by: 8) {
      var sum = SIMD8<Float>.zero
      for example in 0..<batch { sum += load8(outputGradient + example &* panelCount &* 16 + offset) }
      sink.take(sum, at: offset)
    }
  }
}

/// One block of depth of a forward product: goes on from the block before, and after the last one adds the
/// bias and applies relu.
struct ForwardBlockSink: TileSink {
  let output: UnsafeMutablePointer<Float>
  let stride: Int
  let bias: UnsafePointer<Float>
  let isFirst: Bool
  let isLast: Bool
  let isRectified: Bool

  @inline(__always)
  func start<let rowCount: Int>(row: Int) -> RegisterTile<rowCount> {
    isFirst ? RegisterTile() : RegisterTile(loading: output + row &* stride, stride: stride)
  }

  @inline(__always)
  func store<let rowCount: Int>(_ tile: borrowing RegisterTile<rowCount>, row: Int) {
    let biasLow = isLast ? load8(bias) : .zero
    let biasHigh = isLast ? load8(bias + 8) : .zero
    for index in 0..<rowCount {
      var low = tile.low[unchecked: index] + biasLow
      var high = tile.high[unchecked: index] + biasHigh
      if isLast && isRectified {
        low = rectified(low)
        high = rectified(high)
      }
      let start = output + (row &+ index) &* stride
      store8(low, to: start)
      store8(high, to: start + 8)
    }
  }
}
