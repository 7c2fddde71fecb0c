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
  /// Where several classes may be heard, all of them are the targets, and the model ends in sigmoids.
  ///
  /// Sums run over clips in the order given, in double precision. Cross-entropy is taken from the logarithms of
  /// the probabilities, as PyTorch takes it from the logits: a certain error costs what it costs. Targets are
  /// the labels as they are: smoothing is part of training alone. Parameters are their average where the plan
  /// keeps one.
  public mutating func metrics(of examples: [Int32]) -> EvaluationMetrics {
    let classCount = task.classCount
    let labels = examples.map { task.features.labels[Int($0)] }
    let targets = task.features.targets.map { targets in
      examples.flatMap { targets[Int($0) * classCount..<(Int($0) + 1) * classCount] }
    }
    // Of sigmoids, whose probabilities do not sum to 1, everything is taken from the logits.
    let isSigmoid = plan.outputActivation == .sigmoid
    predict(examples, as: isSigmoid ? .logits : .logProbabilities)
    precondition(isSigmoid || targets == nil, "several classes are heard, and probabilities sum to 1")
    let measures =
      if let targets {
        SigmoidMeasures.measures(logits: predictions, targets: targets, classCount: classCount)
      } else if isSigmoid {
        SigmoidMeasures.measures(logits: predictions, labels: labels, classCount: classCount)
      } else {
        softmaxMeasures(labels: labels)
      }
    let loss =
      switch task.training.loss {
      case .meanSquaredError: measures.brier / Double(classCount)
      case .categoricalCrossEntropy, .sparseCategoricalCrossEntropy: measures.crossEntropy
      case .binaryCrossEntropy: measures.binaryCrossEntropy
      }
    return EvaluationMetrics(
      accuracy: measures.accuracy, loss: loss, crossEntropy: measures.crossEntropy, brier: measures.brier,
      multiLabel: measures.multiLabel)
  }

  /// Measures of the logarithms of probabilities that are in ``predictions``.
  private func softmaxMeasures(labels: [Int32]) -> ClassificationMeasures {
    let probabilities = predictions.map { exp($0) }
    return ClassificationMeasures(
      accuracy: ProbabilityMeasures.accuracy(
        probabilities: probabilities, labels: labels, classCount: task.classCount),
      crossEntropy: ProbabilityMeasures.crossEntropy(
        logProbabilities: predictions, labels: labels, classCount: task.classCount),
      brier: ProbabilityMeasures.brierScore(
        probabilities: probabilities, labels: labels, classCount: task.classCount))
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
