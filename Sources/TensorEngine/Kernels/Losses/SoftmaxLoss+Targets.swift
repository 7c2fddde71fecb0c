import Glibc

extension SoftmaxLoss {
  /// Computes probabilities, loss and the gradient with respect to the logits of one example whose target is
  /// any distribution over the classes.
  ///
  ///     cross-entropy        L = Σ_c t_c (ln Σ_k exp(z_k - max z) - (z_c - max z))     dL/dz = p Σ_k t_k - t
  ///     mean squared error   L = Σ_c (p_c - t_c)² / C      dL/dz_c = p_c (g_c - Σ_k g_k p_k), g = 2 (p - t) / C
  ///
  /// - Parameters:
  ///   - logits: `[class]`.
  ///   - isRectified: Whether the logits come out of a relu, whose derivative is then applied.
  ///   - targets: `[class]`, in 0...1; zero beyond `classCount`.
  ///   - batch: Examples of the batch, over which the loss is a mean.
  ///   - probabilities: `[class]`, for the result.
  ///   - gradient: `[class]`, for the result.
  /// - Returns: The loss; the example counts as correct where the greatest logit is that of the class with the
  ///   greatest target, the first of equals.
  ///
  /// Source: PyTorch's `cross_entropy` with class probabilities. Checked in `LossGoldenTests`.
  package static func lossAndGradient(
    _ kind: Kind, logits: UnsafePointer<Float>, isRectified: Bool, targets: UnsafePointer<Float>,
    classCount: Int, batch: Int, probabilities: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Outcome {
    let (maximum, sum) = Self.probabilities(logits: logits, classCount: classCount, into: probabilities)
    let storedCount = (classCount + 15) / 16 * 16
    var loss = 0.0
    switch kind {
    case .crossEntropy:
      let logarithm = log(Double(sum))
      var mass = 0.0
      for index in 0..<classCount {
        let target = Double(targets[index])
        mass += target
        // A class that is no target costs nothing, however far away it is.
        if target != 0 { loss += target * (logarithm - (Double(logits[index]) - Double(maximum))) }
      }
      let share = 1 / Float(batch)
      let probabilityShare = Float(mass) * share
      for start in stride(from: 0, to: storedCount, by: 8) {
        let p = load8(probabilities + start) * probabilityShare
        store8(p - load8(targets + start) * share, to: gradient + start)
      }
    case .meanSquaredError:
      for index in 0..<classCount {
        let difference = Double(probabilities[index]) - Double(targets[index])
        loss += difference * difference
      }
      loss /= Double(classCount)
      let share = 2 / (Float(batch) * Float(classCount))
      var products = SIMD8<Float>.zero
      for start in stride(from: 0, to: storedCount, by: 8) {
        let p = load8(probabilities + start)
        products.addProduct((p - load8(targets + start)) * share, p)
      }
      let dot = products.sum()
      for start in stride(from: 0, to: storedCount, by: 8) {
        let p = load8(probabilities + start)
        store8(p * ((p - load8(targets + start)) * share - dot), to: gradient + start)
      }
    }
    if isRectified { OutputLoss.rectify(gradient, logits: logits, count: storedCount) }
    let label = OutputLoss.greatest(of: targets, count: classCount)
    return Outcome(
      loss: loss,
      isCorrect: loss.isFinite && OutputLoss.greatest(of: logits, count: classCount) == label)
  }
}
