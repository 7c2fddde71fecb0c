/// Kernels that treat each value of an image by itself; each works on one example.
///
/// Inputs and outputs are pixel (0, 0) of their layouts, all of the same extents; an output may be an input.
package enum Elementwise {
  /// Computes `max(0, input)`.
  package static func rectify(
    _ input: UnsafePointer<Float>, _ inputLayout: ImageLayout, to output: UnsafeMutablePointer<Float>,
    _ outputLayout: ImageLayout
  ) {
    forEachEight(of: outputLayout, inputLayout) { to, from in
      store8(rectified(load8(input + from)), to: output + to)
    }
  }

  /// Multiplies each value by its factor.
  ///
  /// - Parameter factors: `[pixel, channel]`, compact.
  package static func scale(
    _ input: UnsafePointer<Float>, _ inputLayout: ImageLayout, by factors: UnsafePointer<Float>,
    to output: UnsafeMutablePointer<Float>, _ outputLayout: ImageLayout
  ) {
    var factor = factors
    forEachEight(of: outputLayout, inputLayout) { to, from in
      store8(load8(input + from) * load8(factor), to: output + to)
      factor += 8
    }
  }

  /// Multiplies each value by its channel's factor.
  ///
  /// - Parameter factors: `[channel]`.
  package static func scaleChannels(
    _ input: UnsafePointer<Float>, _ inputLayout: ImageLayout, by factors: UnsafePointer<Float>,
    to output: UnsafeMutablePointer<Float>, _ outputLayout: ImageLayout
  ) {
    for row in 0..<outputLayout.rowCount {
      for column in 0..<outputLayout.columnCount {
        let (source, target) = (inputLayout.pixel(row, column), outputLayout.pixel(row, column))
        for channel in stride(from: 0, to: outputLayout.channelCount, by: 8) {
          store8(load8(input + source + channel) * load8(factors + channel), to: output + target + channel)
        }
      }
    }
  }

  /// Writes zeros.
  package static func clear(_ image: UnsafeMutablePointer<Float>, _ layout: ImageLayout) {
    for row in 0..<layout.rowCount {
      for column in 0..<layout.columnCount {
        (image + layout.pixel(row, column)).update(repeating: 0, count: layout.channelCount)
      }
    }
  }

  /// Copies an image, through the derivative of relu where there is an activation.
  ///
  /// - Parameter activation: Pixel (0, 0) of `activationLayout`, or nil.
  package static func copy(
    _ input: UnsafePointer<Float>, _ inputLayout: ImageLayout, activation: UnsafePointer<Float>? = nil,
    activationLayout: ImageLayout? = nil, to output: UnsafeMutablePointer<Float>, _ outputLayout: ImageLayout
  ) {
    guard let activation, let activationLayout else {
      return forEachEight(of: outputLayout, inputLayout) { to, from in
        store8(load8(input + from), to: output + to)
      }
    }
    forEachEight(of: outputLayout, inputLayout, activationLayout) { to, from, gate in
      store8(rectifiedGradient(load8(input + from), activation: load8(activation + gate)), to: output + to)
    }
  }

  /// Adds two images, and applies relu where `isRectified`.
  package static func add(
    _ left: UnsafePointer<Float>, _ leftLayout: ImageLayout, _ right: UnsafePointer<Float>,
    _ rightLayout: ImageLayout, isRectified: Bool, to output: UnsafeMutablePointer<Float>,
    _ outputLayout: ImageLayout
  ) {
    forEachEight(of: outputLayout, leftLayout, rightLayout) { to, leftPlace, rightPlace in
      let sum = load8(left + leftPlace) + load8(right + rightPlace)
      store8(isRectified ? rectified(sum) : sum, to: output + to)
    }
  }

  /// Sums two gradients of one value, through the derivative of relu where there is an activation.
  ///
  /// - Parameter activation: Pixel (0, 0) of `activationLayout`, or nil.
  package static func addGradients(
    _ left: UnsafePointer<Float>, _ leftLayout: ImageLayout, _ right: UnsafePointer<Float>,
    _ rightLayout: ImageLayout, activation: UnsafePointer<Float>?, activationLayout: ImageLayout,
    to output: UnsafeMutablePointer<Float>, _ outputLayout: ImageLayout
  ) {
    for row in 0..<outputLayout.rowCount {
      for column in 0..<outputLayout.columnCount {
        let leftPixel = left + leftLayout.pixel(row, column)
        let rightPixel = right + rightLayout.pixel(row, column)
        let target = output + outputLayout.pixel(row, column)
        let gate = activation.map { $0 + activationLayout.pixel(row, column) }
        for channel in stride(from: 0, to: outputLayout.channelCount, by: 8) {
          var sum = load8(leftPixel + channel) + load8(rightPixel + channel)
          if let gate { sum = rectifiedGradient(sum, activation: load8(gate + channel)) }
          store8(sum, to: target + channel)
        }
      }
    }
  }

  /// Calls `body` with the places of each eight values in two images.
  @inline(__always)
  static func forEachEight(
    of first: ImageLayout, _ second: ImageLayout, _ body: (_ first: Int, _ second: Int) -> Void
  ) {
    for row in 0..<first.rowCount {
      for column in 0..<first.columnCount {
        let (a, b) = (first.pixel(row, column), second.pixel(row, column))
        for channel in stride(from: 0, to: first.channelCount, by: 8) { body(a + channel, b + channel) }
      }
    }
  }

  /// Calls `body` with the places of each eight values in three images.
  @inline(__always)
  static func forEachEight(
    of first: ImageLayout, _ second: ImageLayout, _ third: ImageLayout,
    _ body: (_ first: Int, _ second: Int, _ third: Int) -> Void
  ) {
    for row in 0..<first.rowCount {
      for column in 0..<first.columnCount {
        let (a, b, c) = (first.pixel(row, column), second.pixel(row, column), third.pixel(row, column))
        for channel in stride(from: 0, to: first.channelCount, by: 8) {
          body(a + channel, b + channel, c + channel)
        }
      }
    }
  }
}
