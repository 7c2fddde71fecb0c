/// Returns the hyperbolic tangent of eight values, within 2 units in the last place.
///
///     |x| < 0.625   tanh x = x + x³ P(x²)
///     else          tanh x = 1 - 2 / (exp 2|x| + 1), with the sign of x
///
/// ±1 of ±infinity, NaN of NaN, and -0 of -0.
///
/// Source: Moshier, *Cephes* `tanhf` (form); coefficients by `ReferenceImplementations/vector_functions.py`.
/// Checked in `HyperbolicTangentGoldenTests`.
@inline(__always)
func hyperbolicTangent(_ values: SIMD8<Float>) -> SIMD8<Float> {
  let magnitude = magnitudes(values)
  let square = values * values
  let p = polynomial(
    square, [-0.333_332_807, 0.133_314_416, -0.053_739_711_6, 0.020_639_078_7, -0.005_704_978_48])
  let small = magnitude.addingProduct(p, square * magnitude)
  let large = 1 - 2 / (boundedExponential(magnitude + magnitude) + 1)
  return withSigns(signBits(values), large.replacing(with: small, where: magnitude .< 0.625))
}
