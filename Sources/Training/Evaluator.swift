import Datasets
import Evaluation
import ExperimentSchema
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
    let classCount = task.classCount
    let brier = ProbabilityMeasures.brierScore(
      probabilities: probabilities, labels: labels, classCount: classCount)
    let crossEntropy = ProbabilityMeasures.crossEntropy(
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
