import Foundation

/// What makes probabilities of a model's logits.
enum ModelHead: Sendable, Hashable {
  /// Of all classes one is heard: probabilities sum to 1.
  case softmax
  /// Each class is heard or not, whatever else is.
  case sigmoid

  /// Replaces the logits of one window by probabilities.
  ///
  /// - Parameter temperature: What logits are divided by; above 0.
  func apply(to logits: inout ArraySlice<Float>, temperature: Double) {
    switch self {
    case .softmax:
      let greatest = Double(logits.max() ?? 0)
      let weights = logits.map { exp((Double($0) - greatest) / temperature) }
      let sum = weights.reduce(0, +)
      for (index, weight) in zip(logits.indices, weights) { logits[index] = Float(weight / sum) }
    case .sigmoid:
      for index in logits.indices {
        logits[index] = Float(1 / (1 + exp(-Double(logits[index]) / temperature)))
      }
    }
  }
}
