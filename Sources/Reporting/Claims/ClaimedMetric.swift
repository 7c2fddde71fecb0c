import ExperimentSchema
import RunStore

/// A metric as a claim names it: `validation.accuracy`, or `best(validation.accuracy)`.
struct ClaimedMetric: CustomStringConvertible {
  /// What was measured.
  let name: MetricName
  /// Whether the best epoch counts instead of the final one.
  let isBest: Bool

  /// The metric written `text`; nil where no run can have it.
  init?(_ text: String) {
    if text.hasPrefix("best("), text.hasSuffix(")") {
      guard let name = MetricName(String(text.dropFirst(5).dropLast())), name == .validationAccuracy else {
        return nil
      }
      self.init(name: name, isBest: true)
    } else {
      guard let name = MetricName(text) else { return nil }
      self.init(name: name, isBest: false)
    }
  }

  var description: String { isBest ? "best(\(name))" : name.description }

  private init(name: MetricName, isBest: Bool) {
    self.name = name
    self.isBest = isBest
  }

  /// Whether it is the loss that was minimised, in that loss' own unit.
  var isLoss: Bool { name.name == MetricName.validationLoss.name }

  /// The metric of a run; nil where it was not recorded or is not finite.
  func value(_ observation: Observation) -> Double? {
    if isBest { return observation.run.bestValidationAccuracy }
    let value = observation.finalMetrics[name]
    return value?.isFinite == true ? value : nil
  }
}
