public import ExperimentSchema

/// By which factor the learning rate of each update differs from the declared one: a pure function of the
/// update's number, so that training may go on from any update.
///
/// Source: PyTorch's schedulers, stepped after each update; a warm-up and what follows it are its
/// `SequentialLR`. Checked in `LearningRateScheduleGoldenTests`.
public struct LearningRateSchedule: Sendable {
  private let schedule: TrainingSpecification.Schedule
  private let updatesPerEpoch: Int
  private let warmUp: WarmUp
  /// Updates after the warm-up.
  private let updateCount: Double

  /// The schedule of a training.
  ///
  /// - Parameters:
  ///   - schedule: As declared.
  ///   - updatesPerEpoch: Updates in an epoch; at least 1.
  ///   - epochs: Epochs; at least 1.
  public init(_ schedule: TrainingSpecification.Schedule, updatesPerEpoch: Int, epochs: Int) {
    self.schedule = schedule
    self.updatesPerEpoch = updatesPerEpoch
    switch schedule {
    case .constant(let epochs), .step(_, _, let epochs), .cosine(_, let epochs):
      warmUp = WarmUp(updateCount: epochs * Double(updatesPerEpoch))
    case .oneCycle: warmUp = WarmUp(updateCount: 0)
    }
    updateCount = Double(updatesPerEpoch) * Double(epochs) - warmUp.updateCount
  }

  /// Returns the factor of update `update`, from 0; at least 0.
  public func factor(ofUpdate update: Int) -> Double {
    if let factor = warmUp.factor(ofUpdate: update) { return factor }
    let place = Double(update) - warmUp.updateCount
    switch schedule {
    case .constant: return 1
    case .step(let epochs, let factor, _):
      return stepDecay(place: place, stepLength: Double(epochs) * Double(updatesPerEpoch), factor: factor)
    case .cosine(let finalFraction, _):
      return cosineDecay(place: place, updateCount: updateCount, finalFraction: finalFraction)
    case .oneCycle(let cycle):
      return oneCycle(cycle, place: place, updateCount: updateCount)
    }
  }
}
