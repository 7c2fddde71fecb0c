/// Convolution with a triangle of unit sum, zeros lying beyond the ends.
///
/// It is two means, of `reach + 1` values each, one looking ahead and one back: the time does not grow with the reach.
struct TriangularSmoothing {
  /// Values to each side that count.
  let reach: Int

  /// Smooths every line of `values`.
  ///
  /// - Parameters:
  ///   - count: Values of a line.
  ///   - stride: From one value of a line to the next.
  ///   - lineStride: From one line to the next.
  func apply(along count: Int, stride: Int, lineStride: Int, to values: inout [Float]) {
    let scale = 1 / Double((reach + 1) * (reach + 1))
    var line = [Double](repeating: 0, count: count + 2 * reach)
    var ahead = line
    for first in 0..<values.count / count {
      let base = first * lineStride
      // The line among zeros; then at each place the sum of it and of the `reach` values before it.
      for place in 0..<count { line[reach + place] = Double(values[base + place * stride]) }
      var sum = 0.0
      for place in ahead.indices {
        sum += line[place]
        if place > reach { sum -= line[place - reach - 1] }
        ahead[place] = sum
      }
      sum = 0
      for place in 0..<reach { sum += ahead[reach + place] }
      for place in 0..<count {
        sum += ahead[reach + place + reach]
        values[base + place * stride] = Float(sum * scale)
        sum -= ahead[reach + place]
      }
    }
  }
}
