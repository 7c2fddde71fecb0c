/// Returns the logistic function of eight values, `1 / (1 + exp(-x))`, within 3 units in the last place.
///
/// Taken from `exp(-|x|)`, which never overflows: `1 / (1 + exp(-|x|))` from zero on, `exp(-|x|) / (1 +
/// exp(-|x|))` below. 0 and 1 of minus and plus infinity, NaN of NaN; subnormal results are within 2 of the
/// smallest subnormal number.
///
/// Checked in `SigmoidGoldenTests`.
@inline(__always)
func sigmoid(_ values: SIMD8<Float>) -> SIMD8<Float> {
  let power = exponential(-magnitudes(values))
  let numerator = power.replacing(with: 1, where: values .>= 0)
  return numerator / (power + 1)
}
