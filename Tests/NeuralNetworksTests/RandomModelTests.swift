import ExperimentSchema
import Foundation
import NeuralNetworks
import TestSupport
import Testing

/// Random models out of the grammar of experiment files, trained for three steps here and by PyTorch in float64.
///
/// Bounds on the losses, of the largest: SGD 1e-4; Adam, whose first steps depend on the signs of gradients however
/// small, 1e-4 or ten times what PyTorch's own float32 strays by, whichever is more. Models and values:
/// `Tests/ReferenceImplementations/random_models.py`.
@Suite("Training plan: random models, trained as PyTorch trains them", .tags(.golden))
struct RandomModelTests {
  struct File: Decodable {
    var models: [Drawn]
  }

  struct Drawn: Decodable {
    var seed: Int
    var inputShape: [Int]
    var classCount: Int
    var count: Int
    var loss: String
    var sgd, adam: Training
    /// A JSON array, as an experiment file holds it.
    var layers: String
  }

  struct Training: Decodable {
    var learningRate: Double
    var losses: [Double]
    var float32Error: Double
  }

  @Test func `at least 200 models, each loss of three steps`() throws {
    let drawn = try golden("random-models.json", as: File.self).models
    #expect(drawn.count >= 200)
    var worst = (sgd: 0.0, adam: 0.0)
    for model in drawn {
      let adam = TrainingSpecification.Optimizer.adam(.init(learningRate: model.adam.learningRate))
      let sgd = TrainingSpecification.Optimizer.sgd(.init(learningRate: model.sgd.learningRate))
      let errors = (sgd: try error(of: model, sgd, model.sgd), adam: try error(of: model, adam, model.adam))
      #expect(errors.sgd < 1e-4, "seed \(model.seed), SGD: \(model.layers)")
      #expect(
        errors.adam < max(1e-4, 10 * model.adam.float32Error), "seed \(model.seed), Adam: \(model.layers)")
      worst = (max(worst.sgd, errors.sgd), max(worst.adam, errors.adam))
    }
    print(
      """
      random models: seeds \(drawn[0].seed)...\(drawn[drawn.count - 1].seed), greatest relative error of a loss \
      \(worst.sgd) by SGD, \(worst.adam) by Adam
      """)
  }

  /// How far the losses lie from PyTorch's, relative to the largest.
  private func error(
    of drawn: Drawn, _ optimizer: TrainingSpecification.Optimizer, _ expected: Training
  ) throws -> Double {
    let layers = try ModelSpecification(layersText: drawn.layers, source: "seed \(drawn.seed)").layers
    let model = TestModel(
      name: "seed \(drawn.seed)", inputShape: drawn.inputShape, classCount: drawn.classCount, layers: layers)
    let plan = try TrainingPlan(
      model: model.specification, inputShape: drawn.inputShape, classCount: drawn.classCount,
      loss: try #require(Loss(rawValue: drawn.loss)), optimizer: optimizer, batchSize: drawn.count)
    let batch = FormulaBatch(model, count: drawn.count)
    try batch.setParameters(of: plan, model)
    let greatest = expected.losses.max() ?? 1
    return expected.losses.enumerated().reduce(0) { worst, next in
      let loss = batch.batch.step(plan, step: next.offset).lossSum / Double(drawn.count)
      return max(worst, abs(loss - next.element) / greatest)
    }
  }
}
