/// Returns `1 / √x` of eight values, within 1.5 units in the last place.
///
/// Infinity of zero (minus infinity of -0), zero of infinity, NaN below zero and of NaN. A correctly rounded
/// root and a correctly rounded quotient: on processors of this decade as fast as an estimate refined to the
/// same precision.
///
/// Checked in `ReciprocalSquareRootGoldenTests`.
@inline(__always)
func reciprocalSquareRoot(_ values: SIMD8<Float>) -> SIMD8<Float> {
  1 / values.squareRoot()
}
