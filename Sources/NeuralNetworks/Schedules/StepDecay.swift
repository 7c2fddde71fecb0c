import Glibc

/// Returns `factorⁿ`, `n` steps of `stepLength` updates being over at `place`.
///
/// Checked in `LearningRateScheduleGoldenTests` (PyTorch's `StepLR`).
func stepDecay(place: Double, stepLength: Double, factor: Double) -> Double {
  pow(factor, (place / stepLength).rounded(.down))
}
