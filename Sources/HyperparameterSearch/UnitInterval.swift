import ExperimentSchema
import Glibc

/// Where values lie on a line of numbers, on which all of a domain's are equally likely.
extension HyperparameterValue {
  /// The value of `domain` at `position` of its width, which counts half a step at either end of stepped
  /// domains.
  ///
  /// - Parameter position: In `0 ..< 1`.
  init(ofUnit position: Double, in domain: Hyperparameter.Domain) {
    switch domain {
    case .uniform(let range): self = .number(range.interpolated(at: position))
    case .logUniform(let range):
      let logarithm = (log(range.lowerBound)...log(range.upperBound)).interpolated(at: position)
      self = .number(min(max(exp(logarithm), range.lowerBound), range.upperBound))
    case .integer(let range, _, isLogarithmic: true):
      let ends = log(Double(range.lowerBound) - 0.5)...log(Double(range.upperBound) + 0.5)
      let number = exp(ends.interpolated(at: position)).rounded()
      self = .integer(min(max(Int(number), range.lowerBound), range.upperBound))
    case .integer, .quantised, .choice:
      let count = domain.count ?? 1
      self = domain.value(at: min(Int(position * Double(count)), count - 1))
    }
  }
}

extension ClosedRange<Double> {
  /// The value at `position` of the way through, in 0...1: from both ends, since the width may overflow.
  func interpolated(at position: Double) -> Double {
    Swift.min(Swift.max(lowerBound * (1 - position) + upperBound * position, lowerBound), upperBound)
  }
}
