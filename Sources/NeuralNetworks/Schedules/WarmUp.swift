/// The first updates of a training, over which the learning rate rises evenly: update `u` of `n` has the
/// factor `(u + 1) / n`, so that the first one is not lost.
///
/// Checked in `LearningRateScheduleGoldenTests` (PyTorch's `LinearLR` from `1 / n` over `n - 1` updates).
struct WarmUp {
  /// n; at least 0, not whole where the warm-up ends within an epoch.
  let updateCount: Double

  /// Returns the factor of `update`, or nil where the warm-up is over.
  func factor(ofUpdate update: Int) -> Double? {
    guard Double(update) < updateCount else { return nil }
    return min(1, Double(update + 1) / updateCount)
  }
}
