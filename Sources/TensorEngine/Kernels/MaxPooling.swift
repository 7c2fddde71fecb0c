// Maximum over windows of a channels-last image, and its gradient.
//
// The forward pass keeps, for each maximum, its place in the window (row-major, the first of equals, as
// PyTorch has it), so that the input need not be kept for the backward pass. Places are small integers stored
// as Float: the same vector width and comparisons as the values.

/// The shape of a pooling as the kernels need it.
package struct PoolingShape: BitwiseCopyable, Sendable {
  /// Mel bands and frames of a window.
  package var height, width: Int
  /// Mel bands and frames between two windows.
  package var rowStride, columnStride: Int

  package init(height: Int, width: Int, rowStride: Int, columnStride: Int) {
    self.height = height
    self.width = width
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// Whether an input may lie in two windows.
  var overlaps: Bool { rowStride < height || columnStride < width }
}

/// The pooling kernels; each works on one example.
package enum MaxPooling {
  /// The place of a maximum that comes out of a relu at rest: no input gets its gradient.
  private static let noPlace: Float = -1

  /// Computes the maxima of one example and their places.
  ///
  /// - Parameters:
  ///   - input: Pixel (0, 0) of `inputLayout`.
  ///   - output: Pixel (0, 0) of `outputLayout`.
  ///   - places: `[pixel, channel]`, compact.
  ///   - isRectified: Whether the input comes out of a relu, whose derivative the places then carry.
  package static func forward(
    _ shape: PoolingShape, input: UnsafePointer<Float>, inputLayout: ImageLayout,
    output: UnsafeMutablePointer<Float>, outputLayout: ImageLayout, places: UnsafeMutablePointer<Float>,
    isRectified: Bool
  ) {
    // The usual windows, their loops unrolled.
    @inline(__always)
    func take(height: Int, width: Int) {
      takeMaxima(
        shape, height: height, width: width, input: input, inputLayout: inputLayout, output: output,
        outputLayout: outputLayout, places: places, isRectified: isRectified)
    }
    switch (shape.height, shape.width) {
    case (2, 2): take(height: 2, width: 2)
    case (1, 2): take(height: 1, width: 2)
    default: take(height: shape.height, width: shape.width)
    }
  }

  @inline(__always)
  private static func takeMaxima(
    _ shape: PoolingShape, height: Int, width: Int, input: UnsafePointer<Float>, inputLayout: ImageLayout,
    output: UnsafeMutablePointer<Float>, outputLayout: ImageLayout, places: UnsafeMutablePointer<Float>,
    isRectified: Bool
  ) {
    var place = places
    for row in 0..<outputLayout.rowCount {
      for column in 0..<outputLayout.columnCount {
        let window =
          input + row &* shape.rowStride &* inputLayout.rowStride
          + column &* shape.columnStride &* inputLayout.columnStride
        let target = output + row &* outputLayout.rowStride + column &* outputLayout.columnStride
        for channel in stride(from: 0, to: outputLayout.channelCount, by: 8) {
          var greatest = load8(window + channel)
          var found = SIMD8<Float>.zero
          var number: Float = 0
          for windowRow in 0..<height {
            for windowColumn in 0..<width {
              let values = load8(
                window + windowRow &* inputLayout.rowStride + windowColumn &* inputLayout.columnStride
                  + channel)
              let isGreater = values .> greatest
              greatest = greatest.replacing(with: values, where: isGreater)
              found = found.replacing(with: number, where: isGreater)
              number += 1
            }
          }
          if isRectified { found = found.replacing(with: noPlace, where: greatest .<= 0) }
          store8(greatest, to: target + channel)
          store8(found, to: place + channel)
        }
        place += outputLayout.channelCount
      }
    }
  }

  /// Gives each maximum's gradient to the input it came from.
  ///
  /// Where windows overlap, gradients add up. Inputs in no window are never written and must be zero.
  package static func backward(
    _ shape: PoolingShape, outputGradient: UnsafePointer<Float>, outputLayout: ImageLayout,
    places: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>, inputLayout: ImageLayout
  ) {
    if shape.overlaps { Elementwise.clear(inputGradient, inputLayout) }
    @inline(__always)
    func give(height: Int, width: Int, adds: Bool) {
      giveGradients(
        shape, height: height, width: width, adds: adds, outputGradient: outputGradient,
        outputLayout: outputLayout, places: places, inputGradient: inputGradient, inputLayout: inputLayout)
    }
    switch (shape.height, shape.width, shape.overlaps) {
    case (2, 2, false): give(height: 2, width: 2, adds: false)
    case (1, 2, false): give(height: 1, width: 2, adds: false)
    default: give(height: shape.height, width: shape.width, adds: shape.overlaps)
    }
  }

  @inline(__always)
  private static func giveGradients(
    _ shape: PoolingShape, height: Int, width: Int, adds: Bool, outputGradient: UnsafePointer<Float>,
    outputLayout: ImageLayout, places: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>,
    inputLayout: ImageLayout
  ) {
    var place = places
    for row in 0..<outputLayout.rowCount {
      for column in 0..<outputLayout.columnCount {
        let window =
          inputGradient + row &* shape.rowStride &* inputLayout.rowStride
          + column &* shape.columnStride &* inputLayout.columnStride
        let source = outputGradient + row &* outputLayout.rowStride + column &* outputLayout.columnStride
        for channel in stride(from: 0, to: outputLayout.channelCount, by: 8) {
          let (gradient, found) = (load8(source + channel), load8(place + channel))
          var number: Float = 0
          for windowRow in 0..<height {
            for windowColumn in 0..<width {
              let target =
                window + windowRow &* inputLayout.rowStride + windowColumn &* inputLayout.columnStride
                + channel
              var part = SIMD8<Float>.zero.replacing(with: gradient, where: found .== number)
              if adds { part += load8(target) }
              store8(part, to: target)
              number += 1
            }
          }
        }
        place += outputLayout.channelCount
      }
    }
  }
}
