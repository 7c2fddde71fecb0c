import Evaluation
import RunStore

extension RunStore {
  /// One prediction for each clip that every seed of `measurement` was judged on: its probabilities averaged over the
  /// seeds.
  func meanPredictions(of measurement: ProtocolMeasurement) throws(RunStoreError) -> [MeanPrediction] {
    try meanPredictions(runs: measurement.runs).filter { $0.runCount == measurement.seeds.count }
  }
}

extension ConfusionMatrix {
  /// The matrix of `predictions`; nil where there are none, or one does not fit the classes.
  init?(_ predictions: [MeanPrediction], classCount: Int) {
    guard !predictions.isEmpty,
      predictions.allSatisfy({
        (0..<classCount).contains($0.label) && $0.probabilities.count == classCount
      })
    else { return nil }
    self.init(
      actual: predictions.map(\.label), predicted: predictions.map(\.predicted), classCount: classCount)
  }
}
