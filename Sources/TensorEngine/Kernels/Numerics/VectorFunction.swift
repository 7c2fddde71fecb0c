/// The vector functions by name, for whole buffers.
///
/// Each value is computed by itself: a result never depends on where in the buffer its argument stands.
package enum VectorFunction: CaseIterable, Sendable {
  /// ``exponential(_:)``.
  case exponential
  /// ``boundedExponential(_:)``.
  case boundedExponential
  /// ``logarithm(_:)``.
  case logarithm
  /// ``hyperbolicTangent(_:)``.
  case hyperbolicTangent
  /// ``errorFunction(_:)``.
  case errorFunction
  /// ``sigmoid(_:)``.
  case sigmoid
  /// ``reciprocalSquareRoot(_:)``.
  case reciprocalSquareRoot

  /// Writes the function of each of `count` values at `input` to `output`, which may be the same place.
  ///
  /// - Precondition: `count` is a multiple of 8.
  package func apply(
    to input: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<Float>
  ) {
    precondition(count.isMultiple(of: 8), "\(count) values")
    switch self {
    case .exponential: map(input, count, output) { TensorEngine.exponential($0) }
    case .boundedExponential: map(input, count, output) { TensorEngine.boundedExponential($0) }
    case .logarithm: map(input, count, output) { TensorEngine.logarithm($0) }
    case .hyperbolicTangent: map(input, count, output) { TensorEngine.hyperbolicTangent($0) }
    case .errorFunction: map(input, count, output) { TensorEngine.errorFunction($0) }
    case .sigmoid: map(input, count, output) { TensorEngine.sigmoid($0) }
    case .reciprocalSquareRoot: map(input, count, output) { TensorEngine.reciprocalSquareRoot($0) }
    }
  }

  @inline(__always)
  private func map(
    _ input: UnsafePointer<Float>, _ count: Int, _ output: UnsafeMutablePointer<Float>,
    _ function: (SIMD8<Float>) -> SIMD8<Float>
  ) {
    var start = 0
    while start < count {
      store8(function(load8(input + start)), to: output + start)
      start += 8
    }
  }
}
