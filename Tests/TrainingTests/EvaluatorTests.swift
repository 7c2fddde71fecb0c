import Datasets
import ExperimentSchema
import Foundation
import NeuralNetworks
import Testing
import Training

@Suite("Evaluator")
struct EvaluatorTests {
  @Test(
    arguments: [.meanSquaredError, .categoricalCrossEntropy, .sparseCategoricalCrossEntropy]
      as [TrainingSpecification.Loss])
  func `measures are those of the probabilities, computed the long way`(
    loss: TrainingSpecification.Loss
  ) throws {
    let task = SmallTask.task(loss: loss)
    var evaluator = Evaluator(plan: try SmallTask.plan(loss: loss), task: task)
    let examples = task.validationExamples
    let probabilities = evaluator.predictions(of: examples)
    #expect(probabilities.count == examples.count * 3)
    let metrics = evaluator.metrics(of: examples)

    var hits = 0
    var crossEntropy = 0.0
    var brier = 0.0
    for (row, example) in examples.enumerated() {
      let label = Int(task.features.labels[Int(example)])
      let mine = probabilities[row * 3..<row * 3 + 3].map(Double.init)
      #expect(abs(mine.reduce(0, +) - 1) < 1e-5)
      if mine.firstIndex(of: mine.max() ?? 0) == label { hits += 1 }
      crossEntropy -= log(mine[label])
      brier += mine.indices.reduce(0) { $0 + pow(mine[$1] - ($1 == label ? 1 : 0), 2) }
    }
    let count = Double(examples.count)
    #expect(metrics.accuracy == Double(hits) / count)
    // Measures come from logarithms in single precision, these from probabilities in single precision.
    #expect(abs(metrics.crossEntropy - crossEntropy / count) < 1e-6)
    #expect(abs(metrics.brier - brier / count) < 1e-6)
    let expected = loss == .meanSquaredError ? brier / count / 3 : crossEntropy / count
    #expect(abs(metrics.loss - expected) < 1e-6)
  }

  @Test(arguments: [.meanSquaredError, .binaryCrossEntropy] as [TrainingSpecification.Loss])
  func `measures of sigmoids, computed the long way`(loss: TrainingSpecification.Loss) throws {
    let training = SmallTask.training(loss: loss)
    let task = SmallTask.task(training)
    var evaluator = Evaluator(plan: try SmallTask.plan(training, end: .sigmoid), task: task)
    let examples = task.validationExamples
    let probabilities = evaluator.predictions(of: examples)
    let metrics = evaluator.metrics(of: examples)
    var (hits, crossEntropy, binary, brier) = (0, 0.0, 0.0, 0.0)
    for (row, example) in examples.enumerated() {
      let label = Int(task.features.labels[Int(example)])
      let mine = probabilities[row * 3..<row * 3 + 3].map(Double.init)
      #expect(mine.allSatisfy { $0 > 0 && $0 < 1 })
      if mine.firstIndex(of: mine.max() ?? 0) == label { hits += 1 }
      crossEntropy -= log(mine[label] / mine.reduce(0, +))
      for (index, p) in mine.enumerated() {
        brier += pow(p - (index == label ? 1 : 0), 2)
        binary -= log(index == label ? p : 1 - p) / 3
      }
    }
    let count = Double(examples.count)
    #expect(metrics.accuracy == Double(hits) / count)
    #expect(abs(metrics.crossEntropy - crossEntropy / count) < 1e-6)
    #expect(abs(metrics.brier - brier / count) < 1e-6)
    let expected = loss == .meanSquaredError ? brier / count / 3 : binary / count
    #expect(abs(metrics.loss - expected) < 1e-6)
  }

  @Test func `validation knows neither smoothing nor regularization`() throws {
    var training = SmallTask.training()
    let plan = try SmallTask.plan(training)
    var plain = Evaluator(plan: plan, task: SmallTask.task(training))
    training.labelSmoothing = 0.3
    training.regularization = .init(inputNoise: .init(deviation: 5), mixup: .init(alpha: 1))
    var regularized = Evaluator(plan: try SmallTask.plan(training), task: SmallTask.task(training))
    let examples = SmallTask.task().validationExamples
    #expect(plain.metrics(of: examples) == regularized.metrics(of: examples))
  }

  @Test func `lists of other lengths follow each other, dropout off`() throws {
    let task = SmallTask.task()
    var evaluator = Evaluator(plan: try SmallTask.plan(), task: task)
    let first = evaluator.predictions(of: [3, 4, 5])
    #expect(evaluator.predictions(of: task.trainingExamples).count == 23 * 3)
    #expect(evaluator.predictions(of: [3, 4, 5]) == first)
    #expect(Array(evaluator.predictions(of: task.trainingExamples)[9..<18]) == first)
  }
}
