/// Returns the natural logarithm of eight values, within 1 unit in the last place.
///
/// `x = m · 2ᵉ` with `m` in √½ ..< √2 and `f = m - 1`:
///
///     ln x = e · ln 2 + f - f² / 2 + f³ P(f)
///
/// Minus infinity of zero, infinity of infinity, NaN below zero and of NaN; subnormal numbers are as good as
/// others.
///
/// Source: Moshier, *Cephes* `logf` (form); coefficients by `ReferenceImplementations/vector_functions.py`.
/// Checked in `LogarithmGoldenTests`.
@inline(__always)
func logarithm(_ values: SIMD8<Float>) -> SIMD8<Float> {
  // Subnormal numbers are brought into the normal range: 2²³ times, and 23 less in the exponent.
  let isSmall = values .< .leastNormalMagnitude
  let x = values.replacing(with: values * 8_388_608, where: isSmall)
  let offset = SIMD8<Float>(repeating: 0).replacing(with: -23, where: isSmall)

  // Counted from √½, the exponent's bits of a number are `e` and the others those of `m`.
  let fromRoot = unsafeBitCast(x, to: SIMD8<Int32>.self) &- 0x3F35_04F3
  let shifted = unsafeBitCast((fromRoot &>> 23) &+ RoundingMagic.bits, to: SIMD8<Float>.self)
  let e = shifted - RoundingMagic.value + offset
  let m = unsafeBitCast((fromRoot & 0x007F_FFFF) &+ 0x3F35_04F3, to: SIMD8<Float>.self)
  let f = m - 1
  let square = f * f
  let p = polynomial(
    f,
    [
      0.333_333_313, -0.250_008_225, 0.200_012_267, -0.166_233_569, 0.142_017_618, -0.131_601_945,
      0.127_615_496, -0.076_344_296,
    ])
  // ln 2 in two parts: the first has so few bits that e times it is exact.
  var rest = (square * -0.5).addingProduct(p, square * f)
  rest.addProduct(e, SIMD8(repeating: -2.121_944_40e-4))
  var result = (f + rest).addingProduct(e, SIMD8(repeating: 0.693_359_375))
  result = result.replacing(with: .infinity, where: x .> .greatestFiniteMagnitude)
  result = result.replacing(with: -.infinity, where: x .== 0)
  return result.replacing(with: .nan, where: .!(x .>= 0))
}
