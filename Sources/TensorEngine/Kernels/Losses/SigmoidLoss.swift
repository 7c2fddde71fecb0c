import Glibc

/// The logistic function of each class by itself, joined with the loss that follows it and with the gradient
/// of both.
///
///     p_c = 1 / (1 + exp(-z_c))
///     binary cross-entropy   L = Σ_c (max(z_c, 0) - z_c t_c + ln(1 + exp(-|z_c|))) / C   dL/dz = (p - t) / C
///     mean squared error     L = Σ_c (p_c - t_c)² / C                dL/dz = 2 (p - t) p (1 - p) / C
///
/// The cross-entropy is taken from the logits, so that it stays finite however certain an error is. Kernels work
/// on one example, `[class]`, stored in multiples of 16; the classes stored beyond `classCount` get probability
/// and gradient zero.
package enum SigmoidLoss {
  /// Which loss follows the logistic function.
  package enum Kind: BitwiseCopyable, Sendable {
    case meanSquaredError, binaryCrossEntropy
  }

  /// Computes the probabilities of one example.
  package static func probabilities(
    logits: UnsafePointer<Float>, classCount: Int, into probabilities: UnsafeMutablePointer<Float>
  ) {
    let storedCount = (classCount + 15) / 16 * 16
    for start in stride(from: 0, to: storedCount, by: 8) {
      store8(sigmoid(load8(logits + start)), to: probabilities + start)
    }
    for index in classCount..<storedCount { probabilities[index] = 0 }
  }

  /// Computes the logarithms of the probabilities of one example, in nats: `-ln(1 + exp(-z))`.
  ///
  /// - Parameter logProbabilities: Room for `classCount` values.
  package static func logProbabilities(
    logits: UnsafePointer<Float>, classCount: Int, into logProbabilities: UnsafeMutablePointer<Float>
  ) {
    for index in 0..<classCount { logProbabilities[index] = Float(-softplus(-Double(logits[index]))) }
  }

  /// Computes probabilities, loss and the gradient with respect to the logits of one example.
  ///
  /// - Parameters:
  ///   - logits: `[class]`.
  ///   - isRectified: Whether the logits come out of a relu, whose derivative is then applied.
  ///   - targets: `[class]`, in 0...1; zero beyond `classCount`.
  ///   - batch: Examples of the batch, over which the loss is a mean.
  ///   - probabilities: `[class]`, for the result.
  ///   - gradient: `[class]`, for the result.
  /// - Returns: The loss; the example counts as correct where the greatest logit, the first of equals, is that of a class
  ///   with the greatest target: where several classes are heard, of one of them.
  ///
  /// Source: PyTorch's `binary_cross_entropy_with_logits`. Checked in `LossGoldenTests`.
  package static func lossAndGradient(
    _ kind: Kind, logits: UnsafePointer<Float>, isRectified: Bool, targets: UnsafePointer<Float>,
    classCount: Int, batch: Int, probabilities: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> SoftmaxLoss.Outcome {
    Self.probabilities(logits: logits, classCount: classCount, into: probabilities)
    let storedCount = (classCount + 15) / 16 * 16
    var loss = 0.0
    switch kind {
    case .binaryCrossEntropy:
      for index in 0..<classCount {
        let (z, t) = (Double(logits[index]), Double(targets[index]))
        loss += softplus(z) - z * t
      }
      let share = 1 / (Float(batch) * Float(classCount))
      for start in stride(from: 0, to: storedCount, by: 8) {
        store8((load8(probabilities + start) - load8(targets + start)) * share, to: gradient + start)
      }
    case .meanSquaredError:
      for index in 0..<classCount {
        let difference = Double(probabilities[index]) - Double(targets[index])
        loss += difference * difference
      }
      let share = 2 / (Float(batch) * Float(classCount))
      for start in stride(from: 0, to: storedCount, by: 8) {
        let p = load8(probabilities + start)
        store8((p - load8(targets + start)) * share * p * (1 - p), to: gradient + start)
      }
    }
    if isRectified { OutputLoss.rectify(gradient, logits: logits, count: storedCount) }
    let likeliest = OutputLoss.greatest(of: logits, count: classCount)
    let label = OutputLoss.greatest(of: targets, count: classCount)
    return SoftmaxLoss.Outcome(
      loss: loss / Double(classCount), isCorrect: loss.isFinite && targets[likeliest] == targets[label])
  }

  /// `ln(1 + exp(x))`, without overflow.
  private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}
