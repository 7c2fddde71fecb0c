import ExperimentSchema
import NeuralNetworks
import SeededRandom
import TestSupport
import Testing

/// The shipped Float plan against the naive network in Double: loss, probabilities and every gradient.
///
/// A gradient of the plan's input is not computed; a later layer's input gradient is judged by the gradients of
/// the layers before it. Tolerance: 1e-4 of the largest gradient. 2e-5 is met but where a nearly certain
/// probability leaves few digits of `p - t`; a wrong kernel is off by 0.01 and more. In models with normalisations
/// also 5e-6 of the largest gradient of all, for those that cancel.
@Suite("Training plan: gradients", .tags(.gradient))
struct TrainingPlanGradientTests {
  @Test("agree with the naive network", arguments: TestModel.all, [1, 2, 5, 16, 19, 37])
  func naive(model: TestModel, count: Int) throws {
    guard try count >= model.leastBatchCount else { return }
    for loss in Loss.allCases where loss.outputActivations.contains(.softmax) {
      for batchSize in [count, count + 13] {
        try compare(model, loss: loss, count: count, batchSize: batchSize)
      }
    }
  }

  @Test(
    "agree with the naive network, a sigmoid at the end", arguments: TestModel.sigmoidEnds, [1, 5, 19, 37])
  func sigmoid(model: TestModel, count: Int) throws {
    for loss in [Loss.meanSquaredError, .binaryCrossEntropy] {
      for batchSize in [count, count + 13] {
        try compare(model, loss: loss, count: count, batchSize: batchSize)
      }
    }
  }

  func compare(_ model: TestModel, loss: Loss, count: Int, batchSize: Int) throws {
    let plan = try model.plan(loss: loss, batchSize: batchSize)
    plan.initializeParameters(seed: 4)
    var random = RandomStream(seed: UInt64(count), purpose: .synthesis)
    // Biases start at zero; here they take part.
    var parameters = plan.parameters
    for index in parameters.indices where parameters[index].name.hasSuffix("bias") {
      parameters[index].values = parameters[index].values.map { _ in Float(random.uniform(in: -0.5..<0.5)) }
    }
    // So do the weights and running statistics of normalisations, which start at 0 and 1.
    let normalizations = try model.summaries.filter {
      if case .batchNormalization = $0.layer.operation { true } else { false }
    }
    for index in parameters.indices
    where normalizations.contains(where: { parameters[index].name.hasPrefix($0.layer.name + ".") }) {
      parameters[index].values = parameters[index].values.map { $0 + Float(random.uniform(in: -0.5..<0.5)) }
    }
    try plan.setParameters(parameters)
    let batch = TestBatch(model, count: count, seed: 8)

    let summaries = try model.summaries
    var network = NaiveNetwork<Double>(summaries: summaries, loss: loss, parameters: [:])
    for tensor in parameters { network.parameters[tensor.name] = tensor.values.map(Double.init) }
    let features = batch.indices.map { index in
      let start = Int(index) * model.inputCount
      return batch.features[start..<start + model.inputCount].map(Double.init)
    }
    let labels = batch.indices.map { Int(batch.labels[Int($0)]) }
    network.usesRunningStatistics = true
    let inference = network.evaluate(features: features, labels: labels)
    network.usesRunningStatistics = false
    for summary in summaries {
      guard let rate = summary.layer.operation.dropoutRate else { continue }
      let units = summary.dropoutUnitCount
      let isKept = (0..<batchSize * units).map { _ in random.uniform() >= rate }
      plan.injectDropoutMask(layer: summary.layer.name, isKept: isKept)
      network.dropoutFactors[summary.layer.name] = (0..<count).map { example in
        (0..<units).map { isKept[example * units + $0] ? 1 / (1 - rate) : 0 }
      }
    }
    let expected = network.evaluate(features: features, labels: labels)

    let predictions = batch.predict(plan)
    let outcome = batch.step(plan)
    #expect(outcome.count == count)
    #expect(abs(outcome.lossSum / Double(count) - expected.loss) < 1e-5 * max(1, expected.loss))
    #expect(
      outcome.correctCount
        == zip(expected.probabilities, labels).count { row, label in row.firstIndex(of: row.max()!) == label }
    )
    for (found, expected) in zip(predictions, inference.probabilities.joined()) {
      #expect(abs(Double(found) - expected) < 5e-6)
    }
    for tensor in plan.parameters {
      guard let statistics = expected.runningStatistics[tensor.name] else { continue }
      for (found, expected) in zip(tensor.values, statistics) {
        #expect(abs(Double(found) - expected) < 1e-5 * max(1, abs(expected)), "\(model.name): \(tensor.name)")
      }
    }
    // What comes before a normalisation has a gradient that is a difference of larger ones, often zero.
    let greatest = plan.gradients.reduce(0) { max($0, $1.values.reduce(0) { max($0, abs(Double($1))) }) }
    let cancellation = normalizations.isEmpty ? 0 : 5e-6 * greatest
    for tensor in plan.gradients {
      let reference = expected.parameterGradients[tensor.name]!
      let scale = reference.reduce(1e-3) { max($0, abs($1)) }
      let error = zip(tensor.values, reference).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
      #expect(
        error < max(1e-4 * scale, cancellation),
        "\(model.name), \(loss), \(count) of \(batchSize): \(tensor.name), \(greatest)")
    }
  }
}
