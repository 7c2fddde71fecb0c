import ExperimentSchema
import RunStore

/// Reads what a trial has achieved from the runs that it was trained in.
struct TrialObjectives {
  let objectives: [SweepObjective]
  let store: RunStore

  /// The objectives of `trial` at the end of `epoch`, each the mean over `runs`.
  ///
  /// - Throws: ``Missing`` where a run has no finite value there, or the store's failure.
  func values(of trial: PlannedTrial, runs: [String], epoch: Int) throws -> [TrialValue] {
    try objectives.enumerated().map { index, objective in
      let samples: [Double]
      switch objective.metric {
      case SweepObjective.multiplyAccumulates: samples = [Double(trial.multiplyAccumulateCount)]
      case SweepObjective.parameters: samples = [Double(trial.parameterCount)]
      default:
        // The decoder admits no other metric.
        guard let reading = MetricReading(objective.metric) else {
          throw Missing(metric: objective.metric, epoch: epoch)
        }
        let known = try store.values(of: reading, upToEpoch: epoch, runs: runs)
        samples = runs.compactMap { known[$0] }
        guard samples.count == runs.count else { throw Missing(metric: objective.metric, epoch: epoch) }
      }
      guard let value = TrialValue(objective: index, epoch: epoch, samples: samples) else {
        throw Missing(metric: objective.metric, epoch: epoch)
      }
      return value
    }
  }

  /// An objective that a run has no finite value of.
  struct Missing: Error, CustomStringConvertible {
    let metric: String
    let epoch: Int
    var description: String { "\(metric) has no finite value in epoch \(epoch)" }
  }
}
