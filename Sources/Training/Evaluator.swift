import Datasets
import Evaluation
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
    let labels = examples.map { task.features.labels[Int($0)] }
    let classCount = task.classCount
    let crossEntropy = ProbabilityMeasures.crossEntropy(
      logProbabilities: predictions, labels: labels, classCount: classCount)
    let probabilities = predictions.map { exp($0) }
    let brier = ProbabilityMeasures.brierScore(
      probabilities: probabilities, labels: labels, classCount: classCount)
    let loss =
      switch task.loss {
      case .meanSquaredError: brier / Double(classCount)
      case .categoricalCrossEntropy, .sparseCategoricalCrossEntropy: crossEntropy
      }
    return EvaluationMetrics(
      accuracy: ProbabilityMeasures.accuracy(
        probabilities: probabilities, labels: labels, classCount: classCount),
      loss: loss, crossEntropy: crossEntropy, brier: brier)
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
