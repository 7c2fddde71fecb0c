import Glibc

/// Softmax over the classes, joined with the loss that follows it and with the gradient of both.
///
///     p_c = exp(z_c - max z) / Σ_k exp(z_k - max z)
///     cross-entropy        L = ln Σ_k exp(z_k - max z) - (z_label - max z)     dL/dz = p - t
///     mean squared error   L = Σ_c (p_c - t_c)² / C      dL/dz_c = p_c (g_c - Σ_k g_k p_k), g = 2 (p - t) / C
///
/// `t` is 1 for the label and 0 elsewhere. The cross-entropy is taken from the logits, never from the logarithm
/// of a probability, so that it stays finite. Kernels work on one example, `[class]`, stored in multiples of
/// 16; the classes stored beyond `classCount` get probability and gradient zero.
package enum SoftmaxLoss {
  /// Which loss follows the softmax.
  package enum Kind: BitwiseCopyable, Sendable {
    case meanSquaredError, crossEntropy
  }

  /// One example's share of a batch's outcome.
  package struct Outcome: BitwiseCopyable, Sendable {
    /// The loss, not yet divided by the batch.
    package var loss: Double
    /// Whether the greatest logit, the first of equals, is the label's.
    package var isCorrect: Bool

    package init(loss: Double, isCorrect: Bool) {
      self.loss = loss
      self.isCorrect = isCorrect
    }
  }

  /// Computes the probabilities of one example.
  ///
  /// - Returns: The greatest logit and the sum of the exponentials.
  @discardableResult
  package static func probabilities(
    logits: UnsafePointer<Float>, classCount: Int, into probabilities: UnsafeMutablePointer<Float>
  ) -> (maximum: Float, sum: Float) {
    let storedCount = (classCount + 15) / 16 * 16
    var greatest = SIMD8<Float>(repeating: -.infinity)
    for start in stride(from: 0, to: storedCount, by: 8) {
      let isBeyond = lanes(from: classCount - start)
      let values = load8(logits + start).replacing(with: -.infinity, where: isBeyond)
      greatest = greatest.replacing(with: values, where: .!(values .<= greatest))
    }
    let maximum = greatest.max()
    var sums = SIMD8<Float>.zero
    for start in stride(from: 0, to: storedCount, by: 8) {
      let isBeyond = lanes(from: classCount - start)
      let power = boundedExponential(load8(logits + start) - maximum).replacing(with: 0, where: isBeyond)
      sums += power
      store8(power, to: probabilities + start)
    }
    let sum = sums.sum()
    for start in stride(from: 0, to: storedCount, by: 8) {
      store8(load8(probabilities + start) / sum, to: probabilities + start)
    }
    return (maximum, sum)
  }

  /// Computes the logarithms of the probabilities of one example, in nats: `z_c - max z - ln Σ_k exp(z_k - max z)`.
  ///
  /// A probability below 1e-38 is zero in single precision; its logarithm is still right.
  ///
  /// - Parameters:
  ///   - normalizer: What ``probabilities(logits:classCount:into:)`` returned.
  ///   - logProbabilities: Room for `classCount` values.
  package static func logProbabilities(
    logits: UnsafePointer<Float>, classCount: Int, normalizer: (maximum: Float, sum: Float),
    into logProbabilities: UnsafeMutablePointer<Float>
  ) {
    let logarithm = log(normalizer.sum)
    for index in 0..<classCount {
      logProbabilities[index] = logits[index] - normalizer.maximum - logarithm
    }
  }

  /// Computes probabilities, loss and the gradient with respect to the logits of one example.
  ///
  /// - Parameters:
  ///   - logits: `[class]`.
  ///   - isRectified: Whether the logits come out of a relu, whose derivative is then applied.
  ///   - label: In `0 ..< classCount`.
  ///   - batch: Examples of the batch, over which the loss is a mean.
  ///   - probabilities: `[class]`, for the result.
  ///   - gradient: `[class]`, for the result.
  package static func lossAndGradient(
    _ kind: Kind, logits: UnsafePointer<Float>, isRectified: Bool, label: Int, classCount: Int, batch: Int,
    probabilities: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) -> Outcome {
    let (maximum, sum) = Self.probabilities(logits: logits, classCount: classCount, into: probabilities)
    let storedCount = (classCount + 15) / 16 * 16
    let loss: Double
    switch kind {
    case .crossEntropy:
      loss = log(Double(sum)) - (Double(logits[label]) - Double(maximum))
      let share = 1 / Float(batch)
      for start in stride(from: 0, to: storedCount, by: 8) {
        store8(load8(probabilities + start) * share, to: gradient + start)
      }
      gradient[label] = (probabilities[label] - 1) * share
    case .meanSquaredError:
      var squares = 0.0
      for index in 0..<classCount {
        let difference = Double(probabilities[index]) - (index == label ? 1 : 0)
        squares += difference * difference
      }
      loss = squares / Double(classCount)
      let share = 2 / (Float(batch) * Float(classCount))
      let labelGradient = (probabilities[label] - 1) * share
      var products = SIMD8<Float>.zero
      for start in stride(from: 0, to: storedCount, by: 8) {
        let p = load8(probabilities + start)
        products.addProduct(p * share, p)
      }
      let dot = products.sum() - probabilities[label] * share
      for start in stride(from: 0, to: storedCount, by: 8) {
        let p = load8(probabilities + start)
        store8(p * (p * share - dot), to: gradient + start)
      }
      gradient[label] = probabilities[label] * (labelGradient - dot)
    }
    if isRectified { OutputLoss.rectify(gradient, logits: logits, count: storedCount) }
    return Outcome(
      loss: loss,
      isCorrect: loss.isFinite && OutputLoss.greatest(of: logits, count: classCount) == label)
  }

  /// Lanes `first` and above. Lane numbers are compared as Float: integers are compared lane by lane.
  @inline(__always)
  private static func lanes(from first: Int) -> SIMDMask<SIMD8<Int32>> {
    SIMD8<Float>(0, 1, 2, 3, 4, 5, 6, 7) .>= SIMD8(repeating: Float(first))
  }
}
