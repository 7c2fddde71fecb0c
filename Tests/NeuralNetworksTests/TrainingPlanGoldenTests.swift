import ExperimentSchema
import Foundation
import NeuralNetworks
import TensorEngine
import TestSupport
import Testing

/// Reads a file of golden values; they come from `Tests/ReferenceImplementations/networks.py`, which each file
/// names along with the version of torch.
func golden<Value: Decodable>(_ file: String, as type: Value.Type) throws -> Value {
  let folder = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
  return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: file)))
}

/// One batch against PyTorch in float64: loss within 1e-5, gradients within 1e-4 of the largest, both relative;
/// single precision is what is left between them.
@Suite("Training plan: PyTorch's loss and gradients", .tags(.golden))
struct TrainingPlanGoldenTests {
  struct File: Decodable {
    var networks: [Network]
  }

  struct Network: Decodable {
    var name: String
    var loss: Double
    var logits: [Double]
    var gradients: [Gradient]
  }

  struct Gradient: Decodable {
    var name: String
    var shape: [Int]
    var greatest, sum, norm: Double
    var places: [Int]
    var values: [Double]
  }

  @Test func `generation 6, with its dropout masks`() throws {
    let model = TestModel(
      name: "generation 6", inputShape: [257],
      layers: [
        TestModel.dense("hidden1", 256), TestModel.dropout("dropout1", 0.5), TestModel.dense("hidden2", 128),
        TestModel.dropout("dropout2", 0.2), TestModel.dense("hidden3", 64), TestModel.flatten,
        TestModel.output,
      ])
    try compare(
      model, loss: .meanSquaredError, scales: ["hidden1": 0.125, "hidden2": 0.125, "hidden3": 0.125],
      masks: [("dropout1", 0.5, 11, 256), ("dropout2", 0.2, 12, 128)])
  }

  @Test func `generation 1`() throws {
    let model = TestModel(
      name: "generation 1", inputShape: [257],
      layers: [
        TestModel.conv1D("conv1", 32, 3), TestModel.pool1D("pool1", 2, 2), TestModel.conv1D("conv2", 64, 3),
        TestModel.pool1D("pool2", 2, 2), TestModel.flatten, TestModel.dense("hidden", 64), TestModel.output,
      ])
    try compare(model, loss: .categoricalCrossEntropy, scales: ["hidden": 0.03125])
  }

  @Test func `convolutions over images, same padding, stride 2, an odd batch`() throws {
    let model = TestModel(
      name: "images", inputShape: [1, 12, 11],
      layers: [
        TestModel.conv2D("conv1", 8, 3, 3, 1, 1, .same), TestModel.pool2D("pool1", 2, 2, 2, 2),
        TestModel.conv2D("conv2", 24, 3, 3, 2, 2, .same), TestModel.flatten, TestModel.output,
      ])
    try compare(model, loss: .sparseCategoricalCrossEntropy, count: 19)
  }

  private func compare(
    _ model: TestModel, loss: Loss, count: Int = 32, scales: [String: Float] = [:],
    masks: [(layer: String, rate: Float, tag: UInt32, units: Int)] = []
  ) throws {
    let network = try #require(
      golden("networks.json", as: File.self).networks.first { $0.name == model.name })
    let plan = try model.plan(loss: loss, batchSize: 32)
    var parameters = plan.parameters
    for index in parameters.indices {
      let name = parameters[index].name
      let layer = String(name.prefix(while: { $0 != "." }))
      let scale = name.hasSuffix("bias") ? 0.25 : scales[layer] ?? 0.25
      parameters[index].values = formulaValues(
        tag: 101 + UInt32(index), count: parameters[index].values.count, scale: scale)
    }
    try plan.setParameters(parameters)
    for mask in masks {
      plan.injectDropoutMask(
        layer: mask.layer,
        isKept: formulaValues(tag: mask.tag, count: 32 * mask.units).map { $0 >= 2 * mask.rate - 1 })
    }
    var batch = TestBatch(model, count: count, seed: 1)
    batch.features = formulaValues(tag: 1, count: count * model.inputCount)
    batch.labels = (0..<Int32(count)).map { (7 * $0 + 3) % 10 }
    batch.indices = (0..<Int32(count)).map { $0 }
    let outcome = batch.step(plan)
    #expect(abs(outcome.lossSum / Double(count) / network.loss - 1) < 1e-5)
    #expect(plan.gradients.map(\.name) == network.gradients.map(\.name))
    for (found, expected) in zip(plan.gradients, network.gradients) {
      #expect(found.shape == expected.shape)
      for (place, value) in zip(expected.places, expected.values) {
        #expect(
          abs(Double(found.values[place]) - value) < 1e-4 * expected.greatest, "\(found.name)[\(place)]")
      }
      let norm = found.values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(norm / expected.norm - 1) < 1e-4)
    }
  }
}

@Suite("Adam: PyTorch's parameters over eight updates", .tags(.golden))
struct AdamGoldenTests {
  struct File: Decodable {
    var adam: Steps
  }

  struct Steps: Decodable {
    var learningRate, epsilon: Double
    var parameters: [[Double]]
  }

  @Test func `given gradients from large to tiny`() throws {
    let steps = try golden("adam.json", as: File.self).adam
    let count = steps.parameters[0].count
    var parameters = formulaValues(tag: 50, count: count)
    var firstMoments = [Float](repeating: 0, count: count)
    var secondMoments = firstMoments
    for (step, expected) in steps.parameters.enumerated() {
      let adam = AdamUpdate(
        learningRate: steps.learningRate, beta1: 0.9, beta2: 0.999, epsilon: steps.epsilon,
        updateCount: step + 1)
      parameters.withUnsafeMutableBufferPointer { parameters in
        firstMoments.withUnsafeMutableBufferPointer { firstMoments in
          secondMoments.withUnsafeMutableBufferPointer { secondMoments in
            OptimizerUpdate(.adam(adam)).apply(
              gradients: formulaValues(
                tag: 60 + UInt32(step), count: count,
                scale: Float(sign: .plus, exponent: -4 * step, significand: 1)),
              to: ParameterPointers(
                parameters: parameters.baseAddress!, firstState: firstMoments.baseAddress!,
                secondState: secondMoments.baseAddress!), count: count)
          }
        }
      }
      for (found, expected) in zip(parameters, expected) {
        // A step is at most about 0.01 long; single precision of values near 1 leaves 6e-8 for each.
        #expect(abs(Double(found) - expected) < 3e-7)
      }
    }
  }
}
