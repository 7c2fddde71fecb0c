/// Returns the arithmetic mean; nil without values.
///
/// The mean of what the plain sum's rounding left over is added, so that many values near a large number keep
/// their digits.
public func mean(of values: [Double]) -> Double? {
  if values.isEmpty { return nil }
  let count = Double(values.count)
  let rough = values.reduce(0, +) / count
  return rough.isFinite ? rough + values.reduce(0) { $0 + ($1 - rough) } / count : rough
}

/// Returns the sample standard deviation, `√(Σ (x - mean)² / (n - 1))`: the unbiased variance's root, ddof 1.
///
/// - Returns: At least 0; nil below two values, which have no spread.
///
/// Computed in two passes, so that a large mean costs no digits. Checked in `StatisticsGoldenTests`.
public func standardDeviation(of values: [Double]) -> Double? {
  guard values.count >= 2, let mean = mean(of: values) else { return nil }
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(values.count - 1)).squareRoot()
}
