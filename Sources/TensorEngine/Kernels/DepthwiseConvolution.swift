// A convolution that filters each channel by itself, over channels-last images, and its gradients.
//
// Axes: `row`, `column` (pixel), c (channel), tap = (kernelRow, kernelColumn). The weight is [tap, c].
//
//   forward         y[pixel, c] = Σ_tap x[window(pixel, tap), c] · W[tap, c] + b[c]
//   input gradient  dx[pixel, c] = Σ_tap dy[window(pixel, tap), c] · W[flipped tap, c]: the same sum, over the
//                   gradient with zeros around its pixels; for a stride once for each `ResidueClass` of pixels
//   weight gradient dW[tap, c] = Σ_pixel x[window(pixel, tap), c] · dy[pixel, c]
//
// The naive twin is `Tests/NeuralNetworksTests/Naive/`.

/// The kernels of depthwise convolutions; each works on one example, shapes as in `Convolution.swift`.
package enum DepthwiseConvolution {
  /// Computes `activation(weight * input + bias)` of one example.
  ///
  /// - Parameters:
  ///   - input: The pixel under the kernel's first tap for output (0, 0): the first of the halo, where there is
  ///     one. Its strides are those of `inputLayout`.
  ///   - weight: `[tap, channel]`.
  ///   - bias: `[channel]`.
  ///   - output: Pixel (0, 0) of `outputLayout`.
  package static func forward(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, inputLayout: ImageLayout,
    weight: UnsafePointer<Float>, bias: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    outputLayout: ImageLayout, isRectified: Bool
  ) {
    for channel in stride(from: 0, to: shape.channelCount, by: 8) {
      let offset = load8(bias + channel)
      let windows = Windows(
        input: input + channel, rowStride: shape.rowStride &* inputLayout.rowStride,
        columnStride: shape.columnStride &* inputLayout.columnStride, tapRowStride: inputLayout.rowStride,
        tapColumnStride: inputLayout.columnStride)
      windows.filter(shape, weight: weight + channel, to: outputLayout) { sums, row, column in
        let values = sums + offset
        store8(
          isRectified ? rectified(values) : values, to: output + outputLayout.pixel(row, column) + channel)
      }
    }
  }

  /// Turns a weight round for the input gradient: `[flipped tap, channel]`, the taps of one ``ResidueClass`` after
  /// those of the other.
  package static func flip(
    _ shape: ConvolutionShape, weight: UnsafePointer<Float>, into flipped: UnsafeMutablePointer<Float>
  ) {
    let channels = shape.channelCount
    shape.forEachResidueClass { part in
      part.forEachTap { tap, flippedTap in
        (flipped + (part.precedingTapCount &+ flippedTap) &* channels).update(
          from: weight + tap &* channels, count: channels)
      }
    }
  }

  /// Computes the gradient with respect to the input of one example.
  ///
  /// - Parameters:
  ///   - outputGradient: Pixel (0, 0) of `outputGradientLayout`, around which there are zeros as far as the windows
  ///     of the input's pixels reach.
  ///   - flippedWeight: As ``flip(_:weight:into:)`` leaves it.
  ///   - padding: The zeros that the forward pass finds before the input's first row and column.
  ///   - activation: Pixel (0, 0) of the input, laid out as `activationLayout`, where it comes out of a relu whose
  ///     derivative is then applied; else nil.
  ///   - inputGradient: Pixel (0, 0) of `inputGradientLayout`.
  package static func inputGradient(
    _ shape: ConvolutionShape, outputGradient: UnsafePointer<Float>, outputGradientLayout: ImageLayout,
    flippedWeight: UnsafePointer<Float>, padding: ImagePadding, activation: UnsafePointer<Float>?,
    activationLayout: ImageLayout, inputGradient: UnsafeMutablePointer<Float>,
    inputGradientLayout: ImageLayout
  ) {
    shape.forEachResidueClass { part in
      let window = outputGradient + part.window(in: outputGradientLayout, padding)
      let weight = flippedWeight + part.precedingTapCount &* shape.channelCount
      let (targetOffset, target) = part.part(of: inputGradientLayout, padding)
      let (gateOffset, gate) = part.part(of: activationLayout, padding)
      for channel in stride(from: 0, to: shape.channelCount, by: 8) {
        let windows = Windows(
          input: window + channel, rowStride: outputGradientLayout.rowStride,
          columnStride: outputGradientLayout.columnStride, tapRowStride: outputGradientLayout.rowStride,
          tapColumnStride: outputGradientLayout.columnStride)
        windows.filter(part.taps, weight: weight + channel, to: target) { sums, row, column in
          var gradient = sums
          if let activation {
            gradient = rectifiedGradient(
              gradient, activation: load8(activation + gateOffset + gate.pixel(row, column) + channel))
          }
          store8(gradient, to: inputGradient + targetOffset + target.pixel(row, column) + channel)
        }
      }
    }
  }

  /// Adds one example's gradient of weight and bias to `weightGradient` and `biasGradient`.
  ///
  /// - Parameters:
  ///   - input: As for the forward pass.
  ///   - outputGradient: Pixel (0, 0) of `gradientLayout`.
  ///   - weightGradient: `[tap, channel]`.
  ///   - biasGradient: `[channel]`.
  package static func addWeightGradient(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, inputLayout: ImageLayout,
    outputGradient: UnsafePointer<Float>, gradientLayout: ImageLayout,
    weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>
  ) {
    let columnStride = shape.columnStride &* inputLayout.columnStride
    for channel in stride(from: 0, to: shape.channelCount, by: 8) {
      var tap = 0
      for kernelRow in 0..<shape.kernelHeight {
        for kernelColumn in 0..<shape.kernelWidth {
          let first = input + inputLayout.pixel(kernelRow, kernelColumn) + channel
          var (even, odd) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
          for row in 0..<gradientLayout.rowCount {
            let values = first + row &* shape.rowStride &* inputLayout.rowStride
            let gradients = outputGradient + row &* gradientLayout.rowStride + channel
            var column = 0
            while column &+ 1 < gradientLayout.columnCount {
              even.addProduct(
                load8(values + column &* columnStride),
                load8(gradients + column &* gradientLayout.columnStride))
              odd.addProduct(
                load8(values + (column &+ 1) &* columnStride),
                load8(gradients + (column &+ 1) &* gradientLayout.columnStride))
              column &+= 2
            }
            if column < gradientLayout.columnCount {
              even.addProduct(
                load8(values + column &* columnStride),
                load8(gradients + column &* gradientLayout.columnStride))
            }
          }
          let target = weightGradient + tap &* shape.channelCount + channel
          store8(load8(target) + (even + odd), to: target)
          tap &+= 1
        }
      }
      var sum = load8(biasGradient + channel)
      for row in 0..<gradientLayout.rowCount {
        for column in 0..<gradientLayout.columnCount {
          sum += load8(outputGradient + gradientLayout.pixel(row, column) + channel)
        }
      }
      store8(sum, to: biasGradient + channel)
    }
  }

  /// The windows of an image, of eight channels.
  private struct Windows {
    let input: UnsafePointer<Float>
    /// From one window to the next.
    let rowStride, columnStride: Int
    /// From one tap of a window to the next.
    let tapRowStride, tapColumnStride: Int

    /// Hands the weighted sum over each window to `body`; four at a time, so that a weight is loaded once for
    /// four. Every sum goes through the taps in order and does not depend on its neighbours.
    @inline(__always)
    func filter(
      _ shape: ConvolutionShape, weight: UnsafePointer<Float>, to layout: ImageLayout,
      _ body: (_ sums: SIMD8<Float>, _ row: Int, _ column: Int) -> Void
    ) {
      for row in 0..<layout.rowCount {
        let line = input + row &* rowStride
        var column = 0
        while column &+ 4 <= layout.columnCount {
          let start = line + column &* columnStride
          var (a, b, c, d) = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
          forEachTap(shape, weight) { factor, offset in
            let tap = start + offset
            a.addProduct(load8(tap), factor)
            b.addProduct(load8(tap + columnStride), factor)
            c.addProduct(load8(tap + 2 &* columnStride), factor)
            d.addProduct(load8(tap + 3 &* columnStride), factor)
          }
          body(a, row, column)
          body(b, row, column &+ 1)
          body(c, row, column &+ 2)
          body(d, row, column &+ 3)
          column &+= 4
        }
        while column < layout.columnCount {
          var sum = SIMD8<Float>.zero
          let start = line + column &* columnStride
          forEachTap(shape, weight) { factor, offset in sum.addProduct(load8(start + offset), factor) }
          body(sum, row, column)
          column &+= 1
        }
      }
    }

    @inline(__always)
    private func forEachTap(
      _ shape: ConvolutionShape, _ weight: UnsafePointer<Float>, _ body: (SIMD8<Float>, Int) -> Void
    ) {
      var factors = weight
      for kernelRow in 0..<shape.kernelHeight {
        for kernelColumn in 0..<shape.kernelWidth {
          body(load8(factors), kernelRow &* tapRowStride &+ kernelColumn &* tapColumnStride)
          factors += shape.channelCount
        }
      }
    }
  }
}
