import ExperimentSchema
import Glibc

/// Returns the factor of a cycle over `updateCount` updates: from `1 / initialDivisor` up to 1, then down to
/// `1 / (initialDivisor · finalDivisor)`, which the last update has, along half a cosine each.
///
/// The top lies at update `warmUpFraction · updateCount - 1`, in general between two updates. The momentum
/// does not cycle.
///
/// Source: Smith and Topin, "Super-convergence", 2018, as PyTorch's `OneCycleLR` has it with cosine annealing
/// and two phases. Checked in `LearningRateScheduleGoldenTests`.
func oneCycle(_ cycle: TrainingSpecification.OneCycle, place: Double, updateCount: Double) -> Double {
  let first = 1 / cycle.initialDivisor
  let last = first / cycle.finalDivisor
  let top = max(0, cycle.warmUpFraction * updateCount - 1)
  if place <= top && top > 0 { return halfCosine(from: first, to: 1, at: place / top) }
  let length = updateCount - 1 - top
  return halfCosine(from: 1, to: last, at: length > 0 ? min(1, (place - top) / length) : 0)
}

/// Returns the value at `share` of the way from `start` to `end` along half a cosine.
private func halfCosine(from start: Double, to end: Double, at share: Double) -> Double {
  end + (start - end) / 2 * (1 + cos(.pi * share))
}
