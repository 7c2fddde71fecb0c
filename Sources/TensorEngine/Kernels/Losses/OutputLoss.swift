/// What ends a network: the function that makes probabilities of its logits, and the loss that training
/// minimises.
///
/// Targets are one-hot from labels, or any given; label smoothing mixes either with the uniform distribution,
/// `t ← (1 - s) t + s / C`, as PyTorch and Keras do. Kernels work on one example.
package struct OutputLoss: BitwiseCopyable, Sendable {
  /// The function of the logits, with the loss that may follow it.
  package enum Kind: BitwiseCopyable, Sendable {
    case softmax(SoftmaxLoss.Kind)
    case sigmoid(SigmoidLoss.Kind)
  }

  /// The example's answer.
  package enum Answer {
    /// The index of its class.
    case label(Int)
    /// `[class]`, what each probability should be.
    case targets(UnsafePointer<Float>)
  }

  package let kind: Kind
  let labelSmoothing: Float
  /// Classes; a row of them is stored as a multiple of 16 values.
  package let classCount: Int

  /// An end over `classCount` classes.
  ///
  /// - Parameter labelSmoothing: s, in `0 ..< 1`.
  package init(_ kind: Kind, labelSmoothing: Double, classCount: Int) {
    self.kind = kind
    self.labelSmoothing = Float(labelSmoothing)
    self.classCount = classCount
  }

  /// Values that a row of classes takes: the next multiple of 16.
  package static func storedCount(classCount: Int) -> Int { (classCount + 15) / 16 * 16 }

  /// Computes probabilities, loss and the gradient with respect to the logits of one example.
  ///
  /// - Parameters:
  ///   - logits: `[class]`.
  ///   - isRectified: Whether the logits come out of a relu, whose derivative is then applied.
  ///   - answer: The label, or the targets.
  ///   - batch: Examples of the batch, over which the loss is a mean.
  ///   - targets: ``storedCount(classCount:)`` values of this worker's own, for smoothed targets.
  ///   - probabilities: `[class]`, for the result.
  ///   - gradient: `[class]`, for the result.
  package func lossAndGradient(
    logits: UnsafePointer<Float>, isRectified: Bool, answer: Answer, batch: Int,
    targets: UnsafeMutablePointer<Float>, probabilities: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> SoftmaxLoss.Outcome {
    if case .softmax(let loss) = kind, case .label(let label) = answer, labelSmoothing == 0 {
      return SoftmaxLoss.lossAndGradient(
        loss, logits: logits, isRectified: isRectified, label: label, classCount: classCount, batch: batch,
        probabilities: probabilities, gradient: gradient)
    }
    write(answer, to: targets)
    switch kind {
    case .softmax(let loss):
      return SoftmaxLoss.lossAndGradient(
        loss, logits: logits, isRectified: isRectified, targets: targets, classCount: classCount,
        batch: batch, probabilities: probabilities, gradient: gradient)
    case .sigmoid(let loss):
      return SigmoidLoss.lossAndGradient(
        loss, logits: logits, isRectified: isRectified, targets: targets, classCount: classCount,
        batch: batch, probabilities: probabilities, gradient: gradient)
    }
  }

  /// Computes what the network says of one example.
  ///
  /// - Parameters:
  ///   - row: ``storedCount(classCount:)`` values of scratch.
  ///   - result: Room for `classCount` values.
  package func predict(
    logits: UnsafePointer<Float>, asLogarithms: Bool, row: UnsafeMutablePointer<Float>,
    into result: UnsafeMutablePointer<Float>
  ) {
    switch (kind, asLogarithms) {
    case (.softmax, false):
      SoftmaxLoss.probabilities(logits: logits, classCount: classCount, into: row)
      result.update(from: row, count: classCount)
    case (.softmax, true):
      let normalizer = SoftmaxLoss.probabilities(logits: logits, classCount: classCount, into: row)
      SoftmaxLoss.logProbabilities(
        logits: logits, classCount: classCount, normalizer: normalizer, into: result)
    case (.sigmoid, false):
      SigmoidLoss.probabilities(logits: logits, classCount: classCount, into: row)
      result.update(from: row, count: classCount)
    case (.sigmoid, true):
      SigmoidLoss.logProbabilities(logits: logits, classCount: classCount, into: result)
    }
  }

  private func write(_ answer: Answer, to targets: UnsafeMutablePointer<Float>) {
    let uniform = labelSmoothing / Float(classCount)
    targets.update(repeating: 0, count: Self.storedCount(classCount: classCount))
    switch answer {
    case .label(let label):
      for index in 0..<classCount { targets[index] = uniform }
      targets[label] = 1 - labelSmoothing + uniform
    case .targets(let given):
      for index in 0..<classCount { targets[index] = (1 - labelSmoothing) * given[index] + uniform }
    }
  }

  /// The place of the greatest of `count` values, the first of equals.
  @inline(__always)
  static func greatest(of values: UnsafePointer<Float>, count: Int) -> Int {
    var best = 0
    for index in 1..<max(1, count) where values[index] > values[best] { best = index }
    return best
  }

  /// Takes a gradient through the derivative of the relu that the logits come out of.
  @inline(__always)
  static func rectify(
    _ gradient: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>, count: Int
  ) {
    for start in stride(from: 0, to: count, by: 8) {
      store8(
        rectifiedGradient(load8(gradient + start), activation: load8(logits + start)), to: gradient + start)
    }
  }
}
