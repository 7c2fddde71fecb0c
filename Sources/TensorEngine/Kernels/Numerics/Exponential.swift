/// Returns `exp(x)` of eight values: within 2 units in the last place wherever the result is a normal number,
/// and within 1 of the smallest subnormal number below that.
///
/// Infinity where the result exceeds the greatest `Float` (x > 88.72), zero where it is below half the
/// smallest (x < -103.97), NaN of NaN.
///
/// Checked in `ExponentialGoldenTests`.
@inline(__always)
func exponential(_ values: SIMD8<Float>) -> SIMD8<Float> {
  let x = values.replacing(with: -105, where: values .< -105).replacing(with: 90, where: values .> 90)
  let (power, shifted) = reducedExponential(x)
  // 2ⁿ in two factors: n is in -151 ... 130, beyond what one exponent can say. The second product rounds.
  let n = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- RoundingMagic.bits
  let half = n &>> 1
  return power * powerOfTwo(half) * powerOfTwo(n &- half)
}

/// Returns `exp(x)` of eight values, within 2 units in the last place for `x` in -87 ... 88.
///
/// Values outside give the exponential of the nearer end (1.6e-38, 1.7e38), so that no sum of a softmax is zero
/// and nothing it divides overflows; NaN stays NaN.
///
/// Checked in `ExponentialGoldenTests`.
@inline(__always)
func boundedExponential(_ values: SIMD8<Float>) -> SIMD8<Float> {
  let x = values.replacing(with: -87, where: values .< -87).replacing(with: 88, where: values .> 88)
  let (power, shifted) = reducedExponential(x)
  return power * powerOfTwo(unsafeBitCast(shifted, to: SIMD8<Int32>.self))
}

/// Returns `exp(r)` and `n` for `x = n · ln 2 + r`, |r| ≤ ln 2 / 2: a polynomial of degree 7, and `n` in the
/// low bits of a `Float`.
///
/// Source: Moshier, *Cephes* `expf` (range reduction and coefficients).
@inline(__always)
private func reducedExponential(_ values: SIMD8<Float>) -> (power: SIMD8<Float>, shifted: SIMD8<Float>) {
  var x = values
  let magic = SIMD8<Float>(repeating: RoundingMagic.value)
  let shifted = magic.addingProduct(x, SIMD8(repeating: 1.442_695_04))
  let n = shifted - magic
  x.addProduct(n, SIMD8(repeating: -0.693_359_375))
  x.addProduct(n, SIMD8(repeating: 2.121_944_40e-4))
  let p = polynomial(
    x,
    [
      5.000_000_120_1e-1, 1.666_666_545_9e-1, 4.166_579_589_4e-2, 8.333_451_907_3e-3, 1.398_199_950_7e-3,
      1.987_569_15e-4,
    ])
  return ((x + 1).addingProduct(p, x * x), shifted)
}

/// 2ⁿ, where the low eight bits of each value are those of `n` in -126 ... 127.
@inline(__always)
private func powerOfTwo(_ n: SIMD8<Int32>) -> SIMD8<Float> {
  unsafeBitCast((n &+ 127) &<< 23, to: SIMD8<Float>.self)
}
