import ExperimentSchema
import Foundation
import NeuralNetworks
import TestSupport
import Testing

@Suite("Predictions: properties")
struct PredictionScalePropertyTests {
  @Test("log-probabilities are the logarithms of the probabilities", .tags(.property))
  func logarithms() throws {
    for model in TestModel.all {
      let plan = try model.plan()
      plan.initializeParameters(seed: 3)
      let batch = TestBatch(model, count: 7, seed: 5)
      let probabilities = batch.predict(plan)
      let logProbabilities = batch.predict(plan, as: .logProbabilities)
      for (probability, logProbability) in zip(probabilities, logProbabilities) {
        #expect(abs(exp(Double(logProbability)) - Double(probability)) < 1e-6, "\(model.name)")
        #expect(logProbability <= 0)
      }
    }
  }

  @Test func `a probability that underflows keeps its logarithm`() throws {
    let model = TestModel(
      name: "certain", inputShape: [1], classCount: 2,
      layers: [.init(name: "output", operation: .dense(units: .classes, activation: .softmax))])
    let plan = try model.plan()
    try plan.setParameters([
      NamedTensor(name: "output.weight", shape: [2, 1], values: [0, 0]),
      NamedTensor(name: "output.bias", shape: [2], values: [0, -500]),
    ])
    let batch = TestBatch(model, count: 1, seed: 1)
    // The vectorised exponential ends at the smallest normal Float.
    #expect(batch.predict(plan)[1] < 2e-38)
    #expect(batch.predict(plan, as: .logProbabilities) == [0, -500])
  }
}
