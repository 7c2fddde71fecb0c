import Evaluation
import ExperimentSchema

/// How values of a metric are written: shares in percent, what is in nats or squared error with three decimals.
enum MetricUnit {
  case share, plain

  /// The unit of the metric called `name`, such as `validation.accuracy` or `best(validation.accuracy)`.
  init(of name: String) {
    self = MetricReading(name)?.metric.isShare == true ? .share : .plain
  }

  /// `number` in the unit, with its sign of percent.
  func figure(_ number: Double?) -> String {
    self == .share ? Figures.percent(number) + (number == nil ? "" : " %") : Figures.decimals(number, 3)
  }

  /// A difference in the unit, of shares in percentage points, with its sign.
  func difference(_ number: Double?) -> String {
    guard let number else { return Figures.absent }
    if self == .share { return Figures.points(number) }
    return (number < 0 ? "" : "+") + Figures.decimals(number, 3)
  }

  /// `interval` in the unit.
  func interval(_ interval: ConfidenceInterval) -> String {
    self == .share
      ? "[\(Figures.percent(interval.lower)), \(Figures.percent(interval.upper))] %"
      : "[\(Figures.decimals(interval.lower, 3)), \(Figures.decimals(interval.upper, 3))]"
  }

  /// `interval` of a difference, its ends with their signs.
  func differenceInterval(_ interval: ConfidenceInterval) -> String {
    "[\(difference(interval.lower)), \(difference(interval.upper))]"
  }
}
