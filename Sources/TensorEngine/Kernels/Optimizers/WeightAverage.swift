/// The exponential moving average of parameters: `a ← a + (1 - d)(w - a)`.
package enum WeightAverage {
  /// Lets `count` averages follow their parameters.
  ///
  /// - Parameters:
  ///   - rate: 1 - d, in 0...1.
  /// - Precondition: `count` is a multiple of 8.
  package static func follow(
    _ parameters: UnsafePointer<Float>, rate: Float, averages: UnsafeMutablePointer<Float>, count: Int
  ) {
    for offset in stride(from: 0, to: count, by: 8) {
      var average = load8(averages + offset)
      average.addProduct(load8(parameters + offset) - average, SIMD8(repeating: rate))
      store8(average, to: averages + offset)
    }
  }

  /// Exchanges `count` values of two buffers.
  ///
  /// - Precondition: `count` is a multiple of 8; the buffers do not overlap.
  package static func exchange(
    _ left: UnsafeMutablePointer<Float>, _ right: UnsafeMutablePointer<Float>, count: Int
  ) {
    for offset in stride(from: 0, to: count, by: 8) {
      let values = load8(left + offset)
      store8(load8(right + offset), to: left + offset)
      store8(values, to: right + offset)
    }
  }
}
