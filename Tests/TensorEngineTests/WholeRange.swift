import TensorEngine

/// Arguments from everywhere a `Float` can be.
enum WholeRange {
  /// Every 4099th bit pattern (a prime: every exponent of both signs, some 2000 mantissas of each), and the
  /// 2000 patterns on either side of each of `breakpoints` and of its negative. The count is a multiple of 8.
  static func arguments(near breakpoints: [Float] = []) -> [Float] {
    var arguments = stride(from: 0, to: 1 << 32, by: 4099).map { Float(bitPattern: UInt32($0)) }
    for breakpoint in breakpoints + [0, .leastNormalMagnitude, .greatestFiniteMagnitude] {
      for sign in [breakpoint, -breakpoint] {
        for step in -2000...2000 {
          arguments.append(Float(bitPattern: sign.bitPattern &+ UInt32(bitPattern: Int32(step))))
        }
      }
    }
    while !arguments.count.isMultiple(of: 8) { arguments.append(1) }
    return arguments
  }

  /// `function` of all `arguments`.
  static func values(of function: VectorFunction, _ arguments: [Float]) -> [Float] {
    [Float](unsafeUninitializedCapacity: arguments.count) { results, count in
      arguments.withUnsafeBufferPointer { arguments in
        function.apply(
          to: arguments.baseAddress!, count: arguments.count, into: results.baseAddress!)
      }
      count = arguments.count
    }
  }

  /// The greatest error of `function` in units of the last place of the right result, and where it is; units
  /// of the smallest subnormal number where the result is subnormal. A result that should be infinite or no
  /// number and is not, or is and should not, counts as an infinite error.
  static func greatestError(
    of function: VectorFunction, near breakpoints: [Float] = [], reference: (Double) -> Double
  ) -> (units: Double, at: Float) {
    let arguments = arguments(near: breakpoints)
    var greatest = (units: 0.0, at: Float.zero)
    for (x, y) in zip(arguments, values(of: function, arguments)) {
      let expected = reference(Double(x))
      let rounded = Float(expected)
      var units = 0.0
      if expected.isNaN || !rounded.isFinite || !y.isFinite {
        let isRight = expected.isNaN ? y.isNaN : y == rounded
        // Rounding may go to infinity half a unit before the right result does.
        let isAtTheTop = y.isInfinite && expected >= 0x1.fffffcp127
        units = isRight || isAtTheTop ? 0 : .infinity
      } else {
        units = abs(Double(y) - expected) / Double(rounded.ulp)
      }
      if units > greatest.units { greatest = (units, x) }
    }
    return greatest
  }
}
