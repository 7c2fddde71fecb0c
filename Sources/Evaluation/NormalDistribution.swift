import Glibc

/// The standard normal distribution.
public enum NormalDistribution {
  /// Returns the probability of a value of at most `z`, in 0...1.
  ///
  /// Checked in `IntervalsGoldenTests` against `scipy.stats.norm`.
  public static func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

  /// Returns the value that is not exceeded with the given probability; infinite at 0 and 1.
  ///
  /// Bisection on the tail that is the smaller, where `erfc` keeps its digits, until no number lies between.
  ///
  /// - Precondition: `probability` is in 0...1.
  ///
  /// Checked in `IntervalsGoldenTests` against `scipy.stats.norm.ppf`.
  public static func quantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability), "a probability is in 0...1")
    if probability > 0.5 { return -lowerQuantile(1 - probability) }
    return lowerQuantile(probability)
  }

  private static func lowerQuantile(_ probability: Double) -> Double {
    if probability == 0 { return -.infinity }
    if probability == 0.5 { return 0 }
    var (low, high) = (-40.0, 0.0)
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return middle }
      if cumulative(middle) < probability { low = middle } else { high = middle }
    }
  }
}
