import ExperimentSchema
import NeuralNetworks
import SeededRandom
import TestSupport
import Testing

/// The judge is judged first: its gradients against central differences along random directions.
@Suite("Naive network: gradients", .tags(.gradient))
struct NaiveNetworkGradientTests {
  @Test(
    "agree with central differences, of parameters and inputs", arguments: TestModel.all,
    [Loss.categoricalCrossEntropy, .meanSquaredError])
  func centralDifference(model: TestModel, loss: Loss) throws {
    var random = RandomStream(seed: 11, purpose: .synthesis)
    let summaries = try ShapeInference.summaries(
      of: model.specification, inputShape: model.inputShape, classCount: model.classCount)
    var network = NaiveNetwork<Double>(summaries: summaries, loss: loss, parameters: [:])
    for (name, shape) in NaiveNetwork<Double>.tensorShapes(of: summaries) {
      network.parameters[name] = (0..<shape.reduce(1, *)).map { _ in random.normal() * 0.5 }
    }
    let features = (0..<3).map { _ in (0..<model.inputCount).map { _ in random.normal() } }
    let labels = (0..<3).map { _ in random.integer(below: model.classCount) }
    for summary in summaries {
      guard let rate = summary.layer.operation.dropoutRate else { continue }
      network.dropoutFactors[summary.layer.name] = features.map { _ in
        (0..<summary.dropoutUnitCount).map { _ in random.uniform() < rate ? 0 : 1 / (1 - rate) }
      }
    }
    let result = network.evaluate(features: features, labels: labels)

    // A direction in the space of all parameters and inputs.
    let direction = network.parameters.mapValues { $0.map { _ in random.normal() } }
    let inputDirection = features.map { $0.map { _ in random.normal() } }
    func lossAt(_ distance: Double) -> Double {
      var moved = network
      for (name, values) in network.parameters {
        moved.parameters[name] = zip(values, direction[name]!).map { $0 + distance * $1 }
      }
      let movedFeatures = zip(features, inputDirection).map { zip($0, $1).map { $0 + distance * $1 } }
      return moved.evaluate(features: movedFeatures, labels: labels).loss
    }
    var expected = 0.0
    for (name, gradient) in result.parameterGradients {
      expected += zip(gradient, direction[name]!).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for (gradient, direction) in zip(result.inputGradients, inputDirection) {
      expected += zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let h = 1e-6
    let difference = (lossAt(h) - lossAt(-h)) / (2 * h)
    #expect(abs(difference - expected) < 1e-5 * max(1, abs(expected)))
  }
}
