/// Returns the error function of eight values, `2 / √π · ∫₀ˣ exp(-t²) dt`, within 2 units in the last place.
///
///     |x| < 0.9375   erf x = x + x P(x²)
///     else           erf x = 1 - exp(-|x| - Q(|x|)), with the sign of x; 1 from |x| = 4 on
///
/// ±1 of ±infinity, NaN of NaN, and -0 of -0.
///
/// Source: coefficients by `ReferenceImplementations/vector_functions.py`. Checked in
/// `ErrorFunctionGoldenTests`.
@inline(__always)
func errorFunction(_ values: SIMD8<Float>) -> SIMD8<Float> {
  let magnitude = magnitudes(values)
  let p = polynomial(
    values * values,
    [
      0.128_379_166, -0.376_126_319, 0.112_836_793, -0.026_858_497_4, 0.005_198_829_81, -0.000_811_807_346,
      8.267_455_27e-5,
    ])
  let small = magnitude.addingProduct(p, magnitude)
  let t = magnitude.replacing(with: 4, where: magnitude .> 4)
  let q = polynomial(
    t,
    [
      0.000_223_494_309, 0.127_561_316, 0.637_373_745, 0.103_764_363, -0.022_146_672, 0.003_023_170_4,
      -0.000_193_901_462,
    ])
  let large = 1 - boundedExponential(-t - q)
  return withSigns(signBits(values), large.replacing(with: small, where: magnitude .< 0.9375))
}
