import Glibc
import SeededRandom

/// How recipes draw their parameters.
extension RandomStream {
  /// A value whose logarithm is equally likely anywhere in `range`.
  mutating func logUniform(_ range: Range<Double>) -> Double {
    exp(uniform(in: log(range.lowerBound)..<log(range.upperBound)))
  }

  /// `value` times a log-normal factor of relative deviation `deviation`: what differs between two takes.
  mutating func jittered(_ value: Double, by deviation: Double = 0.06) -> Double {
    value * exp(deviation * normal())
  }

  /// Whether something of this probability happens.
  mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// A whole number, each in `range` equally likely.
  mutating func count(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + integer(below: range.count)
  }

  /// One of `choices`, each equally likely.
  mutating func choice<Choice>(of choices: [Choice]) -> Choice { choices[integer(below: choices.count)] }

  /// A waiting time of mean `mean`.
  mutating func exponential(mean: Double) -> Double { -mean * log(1 - uniform()) }

  /// A few moments of a clip, in rising order, in seconds.
  mutating func moments(_ range: ClosedRange<Int>) -> [Double] {
    (0..<count(in: range)).map { _ in uniform(in: 0..<4.4) }.sorted()
  }

  /// Moments that come at random, `rate` of them per second on average: a Poisson process over a clip.
  mutating func arrivals(rate: Double) -> [Double] {
    var moments: [Double] = []
    var time = exponential(mean: 1 / rate)
    while time < Synthesis.duration {
      moments.append(time)
      time += exponential(mean: 1 / rate)
    }
    return moments
  }

  /// Two independent values from the standard normal distribution: both halves of Box and Muller's
  /// transform, for signals that need many.
  mutating func normalPair() -> (Double, Double) {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (radius * cos(angle), radius * sin(angle))
  }
}
