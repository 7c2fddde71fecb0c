import Glibc

/// Returns `f + (1 - f)(1 + cos(π · place / updateCount)) / 2`: from 1 to the final fraction `f`, which the
/// update after the last one would have.
///
/// Source: Loshchilov and Hutter, "SGDR", ICLR 2017, equation 5, without restarts. Checked in
/// `LearningRateScheduleGoldenTests` (PyTorch's `CosineAnnealingLR`).
func cosineDecay(place: Double, updateCount: Double, finalFraction: Double) -> Double {
  finalFraction + (1 - finalFraction) * (1 + cos(.pi * place / updateCount)) / 2
}
