public import NeuralNetworks

/// Measures a model on some of a task's clips, dropout off.
public struct Evaluator {
  private let plan: TrainingPlan
  private let task: TrainingTask
  /// `[example, class]`, kept from one evaluation to the next.
  private var probabilities: [Float] = []

  /// An evaluator of `plan` on clips of `task`.
  public init(plan: TrainingPlan, task: TrainingTask) {
    self.plan = plan
    self.task = task
  }

  /// Returns the probabilities that the model gives the clips `examples`, `[example, class]`.
  public mutating func predictions(of examples: [Int32]) -> [Float] {
    predict(examples)
    return probabilities
  }

  /// Returns what the model measures on the clips `examples`.
  ///
  /// Sums run over clips in the order given, in double precision.
  public mutating func metrics(of examples: [Int32]) -> EvaluationMetrics {
    predict(examples)
    let labels = examples.map { task.features.labels[Int($0)] }
    return probabilities.withUnsafeBufferPointer { probabilities in
      EvaluationMetrics(
        accuracy: LossFunctions.accuracy(probabilities, labels: labels),
        loss: LossFunctions.loss(task.loss, probabilities, labels: labels),
        crossEntropy: LossFunctions.crossEntropy(probabilities, labels: labels),
        brier: LossFunctions.brier(probabilities, labels: labels))
    }
  }

  private mutating func predict(_ examples: [Int32]) {
    let count = examples.count * task.classCount
    if probabilities.count != count { probabilities = [Float](repeating: 0, count: count) }
    examples.withUnsafeBufferPointer { indices in
      probabilities.withUnsafeMutableBufferPointer { probabilities in
        task.withTable { features, _ in
          plan.predict(features: features, indices: indices, into: probabilities)
        }
      }
    }
  }
}

extension TrainingTask {
  /// Calls `body` with the memory of features and labels.
  func withTable<Result>(
    _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Int32>) -> Result
  ) -> Result {
    features.values.withUnsafeBufferPointer { values in
      features.labels.withUnsafeBufferPointer { labels in body(values, labels) }
    }
  }
}
