import ExperimentSchema
import RunStore

extension [Observation] {
  /// The observations with F1 and average precision after the final epoch, where their runs recorded them: those of clips
  /// in which several classes may be heard at once.
  ///
  /// - Precondition: All are of one corpus, so that the first tells for all.
  /// - Complexity: O(runs) where they did, else O(1).
  func withMultiLabelMetrics(from store: RunStore) throws(RunStoreError) -> [Observation] {
    guard let first else { return self }
    let readings = [MetricName.validationMacroF1, .validationAveragePrecision].map { MetricReading($0) }
    guard try !store.values(of: readings[0], runs: [first.run.id]).isEmpty else { return self }
    var observations = self
    for reading in readings {
      let values = try store.values(of: reading, runs: map(\.run.id))
      for index in observations.indices {
        observations[index].finalMetrics[reading.metric] = values[observations[index].run.id]
      }
    }
    return observations
  }
}
