// The weight gradient, summed in the transformed domain: `dU[f, c, o] = Σ_t V[f, t, c] · E[f, t, o]` over the
// tiles of as many examples as are added, and transformed back once.

extension Winograd {
  /// Adds one example's gradient of the transformed weight to `transformedGradient`.
  ///
  /// - Parameters:
  ///   - input: As for the forward pass.
  ///   - outputGradient: Pixel (0, 0) of `outputGradientLayout`.
  ///   - transformedGradient: ``WinogradShape/transformedWeightCount`` values, zero before the first example.
  ///   - scratch: ``WinogradShape/scratchCount`` values of this worker's own.
  package static func addWeightGradient(
    _ shape: WinogradShape, input: UnsafePointer<Float>, inputLayout: ImageLayout,
    outputGradient: UnsafePointer<Float>, outputGradientLayout: ImageLayout,
    transformedGradient: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let image = WinogradImage(
      start: input, rowStride: inputLayout.rowStride, columnStride: inputLayout.columnStride,
      rowCount: shape.rowCount &+ 2, columnCount: shape.columnCount &+ 2)
    let inputs = scratch + WinogradShape.passCount
    let gradients = inputs + WinogradShape.frequencyCount &* shape.inputStride
    var start = 0
    while start < shape.tileCount {
      let block = start..<min(start &+ shape.blockTileCount, shape.tileCount)
      WinogradTiles.forEach(of: shape, in: block) {
        image.transformWindows($0, of: shape, into: inputs, pass: scratch)
        transformGradient(
          $0, of: shape, outputGradient, outputGradientLayout, into: gradients, pass: scratch)
      }
      addProducts(
        shape, tileCount: block.count, inputs: inputs, gradients: gradients, to: transformedGradient)
      start = block.upperBound
    }
  }

  /// Transforms a summed gradient back.
  ///
  /// - Parameter weightGradient: `[panel, kernelRow, kernelColumn, channel, 16]`, overwritten.
  package static func weightGradient(
    _ shape: WinogradShape, from transformedGradient: UnsafePointer<Float>,
    into weightGradient: UnsafeMutablePointer<Float>
  ) {
    let tapStride = shape.channelCount &* 16
    let stride = shape.weightStride
    for panel in 0..<shape.panelCount {
      for offset in Swift.stride(from: 0, to: tapStride, by: 8) {
        let source = transformedGradient + panel &* tapStride + offset
        let target = weightGradient + panel &* 9 &* tapStride + offset
        @inline(__always)
        func transformed(column: Int) -> Triple8 {
          WinogradTransforms.tapsGradient(loadSextuple(source + column &* stride, stride: 6 &* stride))
        }
        let (c0, c1, c2) = (transformed(column: 0), transformed(column: 1), transformed(column: 2))
        let (c3, c4, c5) = (transformed(column: 3), transformed(column: 4), transformed(column: 5))
        @inline(__always)
        func finish(_ row: Int, _ values: Sextuple8) {
          storeTriple(
            WinogradTransforms.tapsGradient(values), to: target + row &* 3 &* tapStride, stride: tapStride)
        }
        finish(0, (c0.0, c1.0, c2.0, c3.0, c4.0, c5.0))
        finish(1, (c0.1, c1.1, c2.1, c3.1, c4.1, c5.1))
        finish(2, (c0.2, c1.2, c2.2, c3.2, c4.2, c5.2))
      }
    }
  }

  /// Writes `A dy Aᵀ` of neighbouring tiles, `[f, tile, output]`; what lies beyond the image is zero.
  @inline(__always)
  private static func transformGradient(
    _ tiles: WinogradTiles, of shape: WinogradShape, _ outputGradient: UnsafePointer<Float>,
    _ layout: ImageLayout, into gradients: UnsafeMutablePointer<Float>, pass: UnsafeMutablePointer<Float>
  ) {
    let rowsLeft = shape.rowCount &- tiles.row &* 4
    let stride = shape.productStride
    for tile in 0..<tiles.count {
      let column = (tiles.column &+ tile) &* 4
      let columnsLeft = shape.columnCount &- column
      let pixels = outputGradient + tiles.row &* 4 &* layout.rowStride + column &* layout.columnStride
      for channel in Swift.stride(from: 0, to: shape.outputCount, by: 8) {
        for place in 0..<4 {
          let values = loadQuadruple(
            pixels + place &* layout.columnStride + channel, stride: layout.rowStride,
            count: place < columnsLeft ? rowsLeft : 0)
          storeSextuple(WinogradTransforms.outputGradient(values), to: pass + place &* 8, stride: 32)
        }
        let target = gradients + (tiles.place &+ tile) &* shape.outputCount + channel
        for row in 0..<6 {
          storeSextuple(
            WinogradTransforms.outputGradient(loadQuadruple(pass + row &* 32, stride: 8)),
            to: target + row &* 6 &* stride, stride: stride)
        }
      }
    }
  }

  /// dU[f, c, o] += Σ_t V[f, t, c] · E[f, t, o].
  @inline(__always)
  private static func addProducts(
    _ shape: WinogradShape, tileCount: Int, inputs: UnsafePointer<Float>, gradients: UnsafePointer<Float>,
    to transformedGradient: UnsafeMutablePointer<Float>
  ) {
    for frequency in 0..<WinogradShape.frequencyCount {
      for panel in 0..<shape.panelCount {
        let operands = TileOperands(
          left: inputs + frequency &* shape.inputStride, leftRowStride: 1,
          leftDepthStride: shape.channelCount,
          right: gradients + frequency &* shape.productStride + panel &* 16,
          rightStride: shape.outputCount, depth: tileCount)
        let target =
          transformedGradient + frequency &* shape.weightStride + panel &* 16 &* shape.channelCount
        multiplyTiles(rows: 0..<shape.channelCount, operands, into: AddingSink(output: target))
      }
    }
  }
}
