/// How a plan says what it makes of an example.
public enum PredictionScale: Sendable {
  /// The probability of each class, in 0...1.
  case probabilities
  /// Its natural logarithm, at most 0: right also where the probability is too small for a `Float`.
  case logProbabilities
}
