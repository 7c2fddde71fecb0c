import TensorEngine

/// How a plan says what it makes of an example.
public enum PredictionScale: Sendable {
  /// The probability of each class, in 0...1.
  case probabilities
  /// Its natural logarithm, at most 0: right also where the probability is too small for a `Float`.
  case logProbabilities
  /// What the softmax or the sigmoid at the end is given.
  case logits
}

extension OutputLoss {
  /// Computes what the network says of one example.
  ///
  /// - Parameters:
  ///   - logits: `[class]`.
  ///   - row: Scratch for a row of classes as stored.
  ///   - result: Room for a row of classes.
  func predict(
    logits: UnsafePointer<Float>, as scale: PredictionScale, row: UnsafeMutablePointer<Float>,
    into result: UnsafeMutablePointer<Float>
  ) {
    switch scale {
    case .probabilities: predict(logits: logits, asLogarithms: false, row: row, into: result)
    case .logProbabilities: predict(logits: logits, asLogarithms: true, row: row, into: result)
    case .logits: result.update(from: logits, count: classCount)
    }
  }
}
