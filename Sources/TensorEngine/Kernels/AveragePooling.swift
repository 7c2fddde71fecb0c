// Mean over windows of a channels-last image, and its gradient. Axes and shapes as in `MaxPooling.swift`.

/// The kernels of average pooling; each works on one example.
package enum AveragePooling {
  /// Computes the means of one example.
  ///
  /// - Parameters:
  ///   - input: Pixel (0, 0) of `inputLayout`.
  ///   - output: Pixel (0, 0) of `outputLayout`.
  package static func forward(
    _ shape: PoolingShape, input: UnsafePointer<Float>, inputLayout: ImageLayout,
    output: UnsafeMutablePointer<Float>, outputLayout: ImageLayout
  ) {
    let share = 1 / Float(shape.height * shape.width)
    for row in 0..<outputLayout.rowCount {
      for column in 0..<outputLayout.columnCount {
        let window = input + inputLayout.pixel(row &* shape.rowStride, column &* shape.columnStride)
        let target = output + outputLayout.pixel(row, column)
        for channel in stride(from: 0, to: outputLayout.channelCount, by: 8) {
          var sum = SIMD8<Float>.zero
          for windowRow in 0..<shape.height {
            // By rows: a mean of many values loses less.
            var rowSum = SIMD8<Float>.zero
            let line = window + windowRow &* inputLayout.rowStride + channel
            for windowColumn in 0..<shape.width {
              rowSum += load8(line + windowColumn &* inputLayout.columnStride)
            }
            sum += rowSum
          }
          store8(sum * share, to: target + channel)
        }
      }
    }
  }

  /// Gives each value of a window its share of the mean's gradient.
  ///
  /// Where windows overlap, gradients add up. Inputs in no window are never written and must be zero.
  ///
  /// - Parameters:
  ///   - outputGradient: Pixel (0, 0) of `outputLayout`.
  ///   - activation: Pixel (0, 0) of the input, laid out as `activationLayout`, where it comes out of a relu whose
  ///     derivative is then applied; else nil.
  ///   - inputGradient: Pixel (0, 0) of `inputLayout`.
  package static func backward(
    _ shape: PoolingShape, outputGradient: UnsafePointer<Float>, outputLayout: ImageLayout,
    activation: UnsafePointer<Float>?, activationLayout: ImageLayout,
    inputGradient: UnsafeMutablePointer<Float>, inputLayout: ImageLayout
  ) {
    let share = 1 / Float(shape.height * shape.width)
    if shape.overlaps { Elementwise.clear(inputGradient, inputLayout) }
    for row in 0..<outputLayout.rowCount {
      for column in 0..<outputLayout.columnCount {
        let (firstRow, firstColumn) = (row &* shape.rowStride, column &* shape.columnStride)
        let source = outputGradient + outputLayout.pixel(row, column)
        for channel in stride(from: 0, to: outputLayout.channelCount, by: 8) {
          let gradient = load8(source + channel) * share
          for windowRow in firstRow..<firstRow &+ shape.height {
            for windowColumn in firstColumn..<firstColumn &+ shape.width {
              let target = inputGradient + inputLayout.pixel(windowRow, windowColumn) + channel
              var part = gradient
              if let activation {
                let gate = activation + activationLayout.pixel(windowRow, windowColumn) + channel
                part = rectifiedGradient(part, activation: load8(gate))
              }
              if shape.overlaps { part += load8(target) }
              store8(part, to: target)
            }
          }
        }
      }
    }
  }
}
