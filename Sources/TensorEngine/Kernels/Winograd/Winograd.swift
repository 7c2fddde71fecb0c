// A 3x3 convolution of stride 1, and its gradients, by F(4x4, 3x3): a quarter of the multiplications.
//
// Axes: f (frequency, 6x6), t (tile of a block), c (input channel), o (output channel).
// Images are channels-last and described as for `Convolution`. Input windows and weights are transformed, then
// every frequency is a matrix product over channels, then the products are transformed into 4x4 outputs:
//
//   forward         V = Bᵀ x B      M[f, t, o] = Σ_c V[f, t, c] · U[f, c, o]       y = Aᵀ M A    U = G w Gᵀ
//   input gradient  the forward product over the gradient with zeros around it, and the turned weight
//   weight gradient E = A dy Aᵀ     dU[f, c, o] = Σ_t V[f, t, c] · E[f, t, o]      dw = Gᵀ dU G
//
// Windows that reach beyond the image read zeros there, outputs beyond it are not stored. Every value is
// computed from its own window by a fixed sequence of operations, so that it does not depend on blocks or
// workers; gradients of weights are summed over examples and tiles in their order.
//
// Its error is at most three times that of `Convolution` (greatest error over greatest value): checked in
// `WinogradGoldenTests`. The naive twin is `Tests/TensorEngineTests/NaiveConvolution.swift`.

/// The convolution kernels by Winograd's minimal filtering; each works on one example.
package enum Winograd {
  /// Transforms a weight for the forward pass, or a turned one for the input gradient.
  ///
  /// - Parameters:
  ///   - weight: `[panel, kernelRow, kernelColumn, channel, 16]`; for the input gradient as
  ///     ``Convolution/flip(_:weight:into:)`` leaves it, with the shape's
  ///     ``WinogradShape/inputGradientShape(rowCount:columnCount:)``.
  ///   - transformed: ``WinogradShape/transformedWeightCount`` values.
  package static func transform(
    _ shape: WinogradShape, weight: UnsafePointer<Float>, into transformed: UnsafeMutablePointer<Float>
  ) {
    let tapStride = shape.channelCount &* 16
    for panel in 0..<shape.panelCount {
      for offset in stride(from: 0, to: tapStride, by: 8) {
        let source = weight + panel &* 9 &* tapStride + offset
        let target = transformed + panel &* tapStride + offset
        let (left, middle, right) = (
          WinogradTransforms.taps(loadTriple(source, stride: 3 &* tapStride)),
          WinogradTransforms.taps(loadTriple(source + tapStride, stride: 3 &* tapStride)),
          WinogradTransforms.taps(loadTriple(source + 2 &* tapStride, stride: 3 &* tapStride))
        )
        @inline(__always)
        func finish(_ row: Int, _ taps: Triple8) {
          storeSextuple(
            WinogradTransforms.taps(taps), to: target + row &* 6 &* shape.weightStride,
            stride: shape.weightStride)
        }
        finish(0, (left.0, middle.0, right.0))
        finish(1, (left.1, middle.1, right.1))
        finish(2, (left.2, middle.2, right.2))
        finish(3, (left.3, middle.3, right.3))
        finish(4, (left.4, middle.4, right.4))
        finish(5, (left.5, middle.5, right.5))
      }
    }
  }

  /// Computes `activation(weight * input + bias)` of one example.
  ///
  /// - Parameters:
  ///   - input: The pixel under the kernel's first value for output (0, 0): the first of the halo, where
  ///     there is one; `rowCount + 2` by `columnCount + 2` pixels are read, at the strides of `inputLayout`.
  ///   - weight: As ``transform(_:weight:into:)`` leaves it.
  ///   - bias: `[output]`.
  ///   - output: Pixel (0, 0) of `outputLayout`.
  ///   - scratch: ``WinogradShape/scratchCount`` values of this worker's own.
  package static func forward(
    _ shape: WinogradShape, input: UnsafePointer<Float>, inputLayout: ImageLayout,
    weight: UnsafePointer<Float>, bias: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    outputLayout: ImageLayout, isRectified: Bool, scratch: UnsafeMutablePointer<Float>
  ) {
    let image = WinogradImage(
      start: input, rowStride: inputLayout.rowStride, columnStride: inputLayout.columnStride,
      rowCount: shape.rowCount &+ 2, columnCount: shape.columnCount &+ 2)
    let epilogue = BiasEpilogue(bias: bias, isRectified: isRectified)
    let target = WinogradTarget(start: output, layout: outputLayout)
    correlate(shape, image, weight: weight, to: target, epilogue, scratch: scratch)
  }

  /// Computes the gradient with respect to the input of one example.
  ///
  /// - Parameters:
  ///   - shape: Of the input gradient: ``WinogradShape/inputGradientShape(rowCount:columnCount:)``.
  ///   - outputGradient: The pixel of the gradient's image, zeros around it included, where the window of
  ///     input pixel (0, 0) starts; its pixels lie `shape.channelCount` values apart.
  ///   - outputRowStride: From one row of that image to the next.
  ///   - weight: As ``transform(_:weight:into:)`` leaves the turned weight.
  ///   - activation: Pixel (0, 0) of the convolution's input where it comes out of a relu, whose derivative
  ///     is then applied; else nil. Its strides are those of `activationLayout`.
  ///   - inputGradient: Pixel (0, 0) of `inputGradientLayout`.
  ///   - scratch: ``WinogradShape/scratchCount`` values of this worker's own.
  package static func inputGradient(
    _ shape: WinogradShape, outputGradient: UnsafePointer<Float>, outputRowStride: Int,
    weight: UnsafePointer<Float>, activation: UnsafePointer<Float>?, activationLayout: ImageLayout,
    inputGradient: UnsafeMutablePointer<Float>, inputGradientLayout: ImageLayout,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let image = WinogradImage(
      start: outputGradient, rowStride: outputRowStride, columnStride: shape.channelCount,
      rowCount: shape.rowCount &+ 2, columnCount: shape.columnCount &+ 2)
    let target = WinogradTarget(start: inputGradient, layout: inputGradientLayout)
    if let activation {
      let gate = GateEpilogue(activation: activation, layout: activationLayout)
      correlate(shape, image, weight: weight, to: target, gate, scratch: scratch)
    } else {
      correlate(shape, image, weight: weight, to: target, NoEpilogue(), scratch: scratch)
    }
  }

  @inline(__always)
  private static func correlate(
    _ shape: WinogradShape, _ image: WinogradImage, weight: UnsafePointer<Float>, to target: WinogradTarget,
    _ epilogue: some WinogradEpilogue, scratch: UnsafeMutablePointer<Float>
  ) {
    let inputs = scratch + WinogradShape.passCount
    let products = inputs + WinogradShape.frequencyCount &* shape.inputStride
    var start = 0
    while start < shape.tileCount {
      let block = start..<min(start &+ shape.blockTileCount, shape.tileCount)
      WinogradTiles.forEach(of: shape, in: block) {
        image.transformWindows($0, of: shape, into: inputs, pass: scratch)
      }
      multiply(shape, tileCount: block.count, inputs: inputs, weight: weight, into: products)
      WinogradTiles.forEach(of: shape, in: block) {
        target.takeOutputs($0, of: shape, from: products, epilogue, pass: scratch)
      }
      start = block.upperBound
    }
  }

  /// M[f, t, o] = Σ_c V[f, t, c] · U[f, c, o], in sums of ``partialDepth`` channels, which are then added.
  @inline(__always)
  private static func multiply(
    _ shape: WinogradShape, tileCount: Int, inputs: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    into products: UnsafeMutablePointer<Float>
  ) {
    for frequency in 0..<WinogradShape.frequencyCount {
      for panel in 0..<shape.panelCount {
        let target = products + frequency &* shape.productStride + panel &* 16
        let panelWeight = weight + frequency &* shape.weightStride + panel &* 16 &* shape.channelCount
        var start = 0
        while start < shape.channelCount {
          let operands = TileOperands(
            left: inputs + frequency &* shape.inputStride + start, leftRowStride: shape.channelCount,
            leftDepthStride: 1, right: panelWeight + start &* 16, rightStride: 16,
            depth: min(partialDepth, shape.channelCount &- start))
          if start == 0 {
            let sink = StoreSink(output: target, stride: shape.outputCount)
            multiplyTiles(rows: 0..<tileCount, operands, into: sink)
          } else {
            let sink = SumSink(output: target, stride: shape.outputCount)
            multiplyTiles(rows: 0..<tileCount, operands, into: sink)
          }
          start &+= partialDepth
        }
      }
    }
  }

  /// Channels of one sum. Rounding within long sums is most of the error: the output transform magnifies it.
  private static let partialDepth = 16
}

/// Adds a finished tile to what is stored.
private struct SumSink: TileSink {
  let output: UnsafeMutablePointer<Float>
  let stride: Int

  @inline(__always)
  func store<let rowCount: Int>(_ tile: borrowing RegisterTile<rowCount>, row: Int) {
    for index in 0..<rowCount {
      let start = output + (row &+ index) &* stride
      store8(load8(start) + tile.low[unchecked: index], to: start)
      store8(load8(start + 8) + tile.high[unchecked: index], to: start + 8)
    }
  }
}
