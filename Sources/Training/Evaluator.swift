import Datasets
import ExperimentSchema
import Glibc
public import NeuralNetworks

/// Measures a model on some of a task's clips, dropout off.
public struct Evaluator {
  private let plan: TrainingPlan
  private let task: TrainingTask
  /// `[example, class]`, kept from one evaluation to the next.
  private var predictions: [Float] = []

  /// An evaluator of `plan` on clips of `task`.
  public init(plan: TrainingPlan, task: TrainingTask) {
    self.plan = plan
    self.task = task
  }

  /// Returns the probabilities that the model gives the clips `examples`, `[example, class]`.
  public mutating func predictions(of examples: [Int32]) -> [Float] {
    predict(examples, as: .probabilities)
    return predictions
  }

  /// Returns what the model measures on the clips `examples`.
  ///
  /// Sums run over clips in the order given, in double precision. Cross-entropy is taken from the logarithms of
  /// the probabilities, as PyTorch takes it from the logits: a certain error costs what it costs.
  public mutating func metrics(of examples: [Int32]) -> EvaluationMetrics {
    predict(examples, as: .logProbabilities)
    var correctCount = 0
    var crossEntropy = 0.0
    var squares = 0.0
    for (row, example) in examples.enumerated() {
      let label = Int(task.features.labels[Int(example)])
      let logProbabilities = predictions[row * task.classCount..<(row + 1) * task.classCount]
      var best = 0
      for (index, value) in logProbabilities.enumerated() {
        if value > logProbabilities[logProbabilities.startIndex + best] { best = index }
        let difference = exp(Double(value)) - (index == label ? 1 : 0)
        squares += difference * difference
      }
      correctCount += best == label ? 1 : 0
      crossEntropy -= Double(logProbabilities[logProbabilities.startIndex + label])
    }
    let count = Double(examples.count)
    let loss =
      switch task.loss {
      case .meanSquaredError: squares / count / Double(task.classCount)
      case .categoricalCrossEntropy, .sparseCategoricalCrossEntropy: crossEntropy / count
      }
    return EvaluationMetrics(
      accuracy: Double(correctCount) / count, loss: loss, crossEntropy: crossEntropy / count,
      brier: squares / count)
  }

  private mutating func predict(_ examples: [Int32], as scale: PredictionScale) {
    let count = examples.count * task.classCount
    if predictions.count != count { predictions = [Float](repeating: 0, count: count) }
    examples.withUnsafeBufferPointer { indices in
      predictions.withUnsafeMutableBufferPointer { result in
        task.withTable { features, _ in
          plan.predict(features: features, indices: indices, as: scale, into: result)
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
