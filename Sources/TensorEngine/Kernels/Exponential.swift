/// Returns `exp(x)` of eight values, within 2 units in the last place for `x` in -87 ... 88.
///
/// `x = n · ln 2 + r`, |r| ≤ ln 2 / 2; a polynomial of degree 7 gives `exp(r)`, and `n` goes into the
/// exponent. Values outside -87 ... 88 give the exponential of the nearer end (1.6e-38, 1.7e38); NaN stays NaN.
///
/// Source: Moshier, *Cephes* `expf` (range reduction and coefficients). Checked in `ExponentialGoldenTests`.
@inline(__always)
func exponential(_ values: SIMD8<Float>) -> SIMD8<Float> {
  var x = values
  x = x.replacing(with: -87, where: x .< -87)
  x = x.replacing(with: 88, where: x .> 88)
  // Adding 1.5 · 2²³ rounds to the nearest integer, which is left in the low bits of the sum.
  let magic = SIMD8<Float>(repeating: 12_582_912)
  let shifted = magic.addingProduct(x, SIMD8(repeating: 1.442_695_04))
  let n = shifted - magic
  x.addProduct(n, SIMD8(repeating: -0.693_359_375))
  x.addProduct(n, SIMD8(repeating: 2.121_944_40e-4))
  var p = SIMD8<Float>(repeating: 1.987_569_15e-4)
  p = SIMD8(repeating: 1.398_199_950_7e-3).addingProduct(p, x)
  p = SIMD8(repeating: 8.333_451_907_3e-3).addingProduct(p, x)
  p = SIMD8(repeating: 4.166_579_589_4e-2).addingProduct(p, x)
  p = SIMD8(repeating: 1.666_666_545_9e-1).addingProduct(p, x)
  p = SIMD8(repeating: 5.000_000_120_1e-1).addingProduct(p, x)
  p = (x + 1).addingProduct(p, x * x)
  let exponent = (unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &+ 127) &<< 23
  return p * unsafeBitCast(exponent, to: SIMD8<Float>.self)
}

/// Writes `exp(input)` of each value to `output`; for the tests of the vector form.
///
/// - Precondition: Both have the same count, a multiple of 8.
package func exponentials(of input: [Float], into output: inout [Float]) {
  precondition(input.count == output.count && input.count.isMultiple(of: 8))
  output.withUnsafeMutableBufferPointer { output in
    input.withUnsafeBufferPointer { input in
      for start in stride(from: 0, to: input.count, by: 8) {
        store8(exponential(load8(input.baseAddress! + start)), to: output.baseAddress! + start)
      }
    }
  }
}
