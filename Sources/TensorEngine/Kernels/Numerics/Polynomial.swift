/// Returns `Σ cᵢ xⁱ`, the constant first: Horner's rule, one fused multiply-add for each degree.
@inline(__always)
func polynomial<let count: Int>(_ x: SIMD8<Float>, _ coefficients: InlineArray<count, Float>) -> SIMD8<Float>
{
  var sum = SIMD8<Float>(repeating: coefficients[unchecked: count - 1])
  for index in 1..<count {
    sum = SIMD8(repeating: coefficients[unchecked: count - 1 - index]).addingProduct(sum, x)
  }
  return sum
}
