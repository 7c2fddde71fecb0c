import ExperimentSchema
import RunStore

extension MetricReading {
  /// Whether it is the loss that was minimised, in that loss' own unit.
  var isLoss: Bool { metric.name == MetricName.validationLoss.name }

  /// What `observation` holds of it; nil where that was not read, not recorded or is not finite.
  func value(_ observation: Observation) -> Double? {
    switch epoch {
    case .final:
      let value = observation.finalMetrics[metric]
      return value?.isFinite == true ? value : nil
    case .best: return metric == .validationAccuracy ? observation.run.bestValidationAccuracy : nil
    case .selected: return nil
    }
  }
}
