// Maximum and mean over the channels of each pixel, and their gradients.
//
// The result of pixel (row, column) goes to `row · rowStride + column · columnStride` of the output: one value
// for each pixel, wherever the next layer wants it. Channels that stand for nothing are masked.

/// The kernels of reductions over channels; each works on one example.
package enum ChannelReduction {
  /// Where the one value of each pixel lies.
  package struct Target: BitwiseCopyable, Sendable {
    /// From one row's results to the next, and from one column's.
    package var rowStride, columnStride: Int

    package init(rowStride: Int, columnStride: Int) {
      self.rowStride = rowStride
      self.columnStride = columnStride
    }

    @inline(__always)
    func place(_ row: Int, _ column: Int) -> Int { row &* rowStride &+ column &* columnStride }
  }

  /// The channel of a maximum that comes out of a relu at rest: no input gets its gradient.
  private static let noChannel: Float = -1

  /// Computes the greatest channel of each pixel, the first of equals.
  ///
  /// - Parameters:
  ///   - input: Pixel (0, 0) of `layout`.
  ///   - mask: `[channel]`, zero, but minus infinity where a channel stands for nothing.
  ///   - channels: `[pixel]`, for the number of the greatest channel.
  ///   - isRectified: Whether the input comes out of a relu, whose derivative `channels` then carries.
  package static func maximum(
    _ input: UnsafePointer<Float>, _ layout: ImageLayout, mask: UnsafePointer<Float>, isRectified: Bool,
    output: UnsafeMutablePointer<Float>, _ target: Target, channels: UnsafeMutablePointer<Float>
  ) {
    let lanes = SIMD8<Float>(0, 1, 2, 3, 4, 5, 6, 7)
    for row in 0..<layout.rowCount {
      for column in 0..<layout.columnCount {
        let pixel = input + layout.pixel(row, column)
        var greatest = load8(pixel) + load8(mask)
        var found = lanes
        for channel in stride(from: 8, to: layout.channelCount, by: 8) {
          let values = load8(pixel + channel) + load8(mask + channel)
          let isGreater = values .> greatest
          greatest = greatest.replacing(with: values, where: isGreater)
          found = found.replacing(with: lanes + Float(channel), where: isGreater)
        }
        // Of equal lanes the lowest channel is the first in logical order.
        let value = greatest.max()
        let candidates = found.replacing(with: .infinity, where: greatest .!= value)
        output[target.place(row, column)] = value
        channels[row &* layout.columnCount &+ column] =
          isRectified && value <= 0 ? noChannel : candidates.min()
      }
    }
  }

  /// Gives each maximum's gradient to the channel it came from, and zero to the others.
  package static func maximumGradient(
    _ gradient: UnsafePointer<Float>, _ target: Target, channels: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, _ layout: ImageLayout
  ) {
    for row in 0..<layout.rowCount {
      for column in 0..<layout.columnCount {
        let pixel = inputGradient + layout.pixel(row, column)
        pixel.update(repeating: 0, count: layout.channelCount)
        let channel = Int(
          max(-1, min(Float(layout.channelCount), channels[row &* layout.columnCount &+ column])))
        if channel >= 0 && channel < layout.channelCount {
          pixel[channel] = gradient[target.place(row, column)]
        }
      }
    }
  }

  /// Computes the mean of `count` channels of each pixel; those that stand for nothing are zero.
  package static func mean(
    _ input: UnsafePointer<Float>, _ layout: ImageLayout, count: Int, output: UnsafeMutablePointer<Float>,
    _ target: Target
  ) {
    let share = 1 / Float(count)
    for row in 0..<layout.rowCount {
      for column in 0..<layout.columnCount {
        let pixel = input + layout.pixel(row, column)
        var sum = SIMD8<Float>.zero
        for channel in stride(from: 0, to: layout.channelCount, by: 8) { sum += load8(pixel + channel) }
        output[target.place(row, column)] = sum.sum() * share
      }
    }
  }

  /// Gives each channel its share of the mean's gradient.
  ///
  /// - Parameters:
  ///   - shares: `[channel]`, one divided by the number of channels, but zero where one stands for nothing.
  ///   - activation: Pixel (0, 0) of the input, laid out as `activationLayout`, where it comes out of a relu whose
  ///     derivative is then applied; else nil.
  package static func meanGradient(
    _ gradient: UnsafePointer<Float>, _ target: Target, shares: UnsafePointer<Float>,
    activation: UnsafePointer<Float>?, activationLayout: ImageLayout,
    inputGradient: UnsafeMutablePointer<Float>, _ layout: ImageLayout
  ) {
    for row in 0..<layout.rowCount {
      for column in 0..<layout.columnCount {
        let pixel = inputGradient + layout.pixel(row, column)
        let value = gradient[target.place(row, column)]
        let gate = activation.map { $0 + activationLayout.pixel(row, column) }
        for channel in stride(from: 0, to: layout.channelCount, by: 8) {
          var part = load8(shares + channel) * value
          if let gate { part = rectifiedGradient(part, activation: load8(gate + channel)) }
          store8(part, to: pixel + channel)
        }
      }
    }
  }
}
