/// Kernels that treat each value of an image by itself; each works on one example.
package enum Elementwise {
  /// Replaces each value by `max(0, value)`.
  package static func rectify(_ values: UnsafeMutablePointer<Float>, _ layout: ImageLayout) {
    forEachPixel(layout) { offset in
      for channel in stride(from: offset, to: offset + layout.channelCount, by: 8) {
        store8(rectified(load8(values + channel)), to: values + channel)
      }
    }
  }

  /// Multiplies each value by its factor.
  ///
  /// - Parameter factors: `[pixel, channel]`, compact.
  package static func scale(
    _ values: UnsafeMutablePointer<Float>, _ layout: ImageLayout, by factors: UnsafePointer<Float>
  ) {
    var factor = factors
    forEachPixel(layout) { offset in
      for channel in stride(from: offset, to: offset + layout.channelCount, by: 8) {
        store8(load8(values + channel) * load8(factor), to: values + channel)
        factor += 8
      }
    }
  }

  /// Copies an image from compact pixels, through the derivative of relu where there is an activation.
  ///
  /// - Parameters:
  ///   - source: `[pixel, channel]`, compact.
  ///   - activation: Pixel (0, 0) of `activationLayout`, or nil.
  ///   - target: Pixel (0, 0) of `layout`.
  package static func spread(
    _ source: UnsafePointer<Float>, activation: UnsafePointer<Float>?, activationLayout: ImageLayout,
    to target: UnsafeMutablePointer<Float>, _ layout: ImageLayout
  ) {
    var pixel = source
    for row in 0..<layout.rowCount {
      for column in 0..<layout.columnCount {
        let offset = row &* layout.rowStride + column &* layout.columnStride
        let gateOffset = row &* activationLayout.rowStride + column &* activationLayout.columnStride
        for channel in stride(from: 0, to: layout.channelCount, by: 8) {
          var values = load8(pixel + channel)
          if let activation {
            values = rectifiedGradient(values, activation: load8(activation + gateOffset + channel))
          }
          store8(values, to: target + offset + channel)
        }
        pixel += layout.channelCount
      }
    }
  }

  @inline(__always)
  private static func forEachPixel(_ layout: ImageLayout, _ body: (Int) -> Void) {
    for row in 0..<layout.rowCount {
      for column in 0..<layout.columnCount {
        body(row &* layout.rowStride + column &* layout.columnStride)
      }
    }
  }
}
