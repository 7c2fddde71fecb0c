/// An image whose windows of 6x6 pixels, 4 apart, are transformed.
struct WinogradImage {
  /// The first pixel of window (0, 0).
  let start: UnsafePointer<Float>
  let rowStride: Int
  let columnStride: Int
  /// Pixels that there are, from `start` on; those beyond count as zero.
  let rowCount: Int
  let columnCount: Int

  /// Writes `Bᵀ x B` of neighbouring windows to `inputs`, `[f, tile, channel]`.
  ///
  /// The columns of all windows are transformed first, those that two windows share once.
  ///
  /// - Parameter pass: ``WinogradShape/passCount`` values of scratch.
  @inline(__always)
  func transformWindows(
    _ tiles: WinogradTiles, of shape: WinogradShape, into inputs: UnsafeMutablePointer<Float>,
    pass: UnsafeMutablePointer<Float>
  ) {
    let rowsLeft = rowCount &- tiles.row &* 4
    let columnsLeft = columnCount &- tiles.column &* 4
    let windows = start + tiles.row &* 4 &* rowStride + tiles.column &* 4 &* columnStride
    let passStride = WinogradShape.passStride
    for channel in stride(from: 0, to: shape.channelCount, by: 16) {
      for column in 0..<4 &* tiles.count &+ 2 {
        let source = windows + column &* columnStride + channel
        let count = column < columnsLeft ? rowsLeft : 0
        for half in stride(from: 0, to: 16, by: 8) {
          let values = loadSextuple(source + half, stride: rowStride, count: count)
          storeSextuple(
            WinogradTransforms.input(values), to: pass + column &* 16 + half, stride: passStride)
        }
      }
      for tile in 0..<tiles.count {
        let target = inputs + (tiles.place &+ tile) &* shape.channelCount + channel
        for row in 0..<6 {
          let source = pass + row &* passStride + tile &* 64
          for half in stride(from: 0, to: 16, by: 8) {
            storeSextuple(
              WinogradTransforms.input(loadSextuple(source + half, stride: 16)),
              to: target + row &* 6 &* shape.inputStride + half, stride: shape.inputStride)
          }
        }
      }
    }
  }
}

/// Where outputs of 4x4 pixels go.
struct WinogradTarget {
  /// Pixel (0, 0) of `layout`.
  let start: UnsafeMutablePointer<Float>
  let layout: ImageLayout

  /// Stores `Aᵀ M A` of neighbouring tiles, without what lies beyond the image, through `epilogue`.
  ///
  /// - Parameter pass: ``WinogradShape/passCount`` values of scratch.
  @inline(__always)
  func takeOutputs(
    _ tiles: WinogradTiles, of shape: WinogradShape, from products: UnsafePointer<Float>,
    _ epilogue: some WinogradEpilogue, pass: UnsafeMutablePointer<Float>
  ) {
    let row = tiles.row &* 4
    let stride = shape.productStride
    let rowsLeft = min(4, shape.rowCount &- row)
    for tile in 0..<tiles.count {
      let column = (tiles.column &+ tile) &* 4
      let columnsLeft = shape.columnCount &- column
      let pixels = start + row &* layout.rowStride + column &* layout.columnStride
      for channel in Swift.stride(from: 0, to: shape.outputCount, by: 8) {
        let source = products + (tiles.place &+ tile) &* shape.outputCount + channel
        for place in 0..<6 {
          let values = loadSextuple(source + place &* stride, stride: 6 &* stride)
          storeQuadruple(WinogradTransforms.output(values), to: pass + place &* 8, stride: 48)
        }
        for index in 0..<rowsLeft {
          let outputs = WinogradTransforms.output(loadSextuple(pass + index &* 48, stride: 8))
          let target = pixels + index &* layout.rowStride + channel
          @inline(__always)
          func store(_ place: Int, _ values: SIMD8<Float>) {
            store8(
              epilogue.apply(values, row: row &+ index, column: column &+ place, channel: channel),
              to: target + place &* layout.columnStride)
          }
          store(0, outputs.0)
          if columnsLeft > 1 { store(1, outputs.1) }
          if columnsLeft > 2 { store(2, outputs.2) }
          if columnsLeft > 3 { store(3, outputs.3) }
        }
      }
    }
  }
}

/// What becomes of finished outputs while they are in registers.
protocol WinogradEpilogue {
  /// Returns what is stored for eight channels of a pixel.
  func apply(_ values: SIMD8<Float>, row: Int, column: Int, channel: Int) -> SIMD8<Float>
}

/// Outputs as they are.
struct NoEpilogue: WinogradEpilogue {
  @inline(__always)
  func apply(_ values: SIMD8<Float>, row: Int, column: Int, channel: Int) -> SIMD8<Float> { values }
}

/// Bias, and relu where there is one.
struct BiasEpilogue: WinogradEpilogue {
  let bias: UnsafePointer<Float>
  let isRectified: Bool

  @inline(__always)
  func apply(_ values: SIMD8<Float>, row: Int, column: Int, channel: Int) -> SIMD8<Float> {
    let sum = values + load8(bias + channel)
    return isRectified ? rectified(sum) : sum
  }
}

/// The derivative of the relu that made the values at `activation`.
struct GateEpilogue: WinogradEpilogue {
  let activation: UnsafePointer<Float>
  let layout: ImageLayout

  @inline(__always)
  func apply(_ values: SIMD8<Float>, row: Int, column: Int, channel: Int) -> SIMD8<Float> {
    let place = row &* layout.rowStride + column &* layout.columnStride + channel
    return rectifiedGradient(values, activation: load8(activation + place))
  }
}
