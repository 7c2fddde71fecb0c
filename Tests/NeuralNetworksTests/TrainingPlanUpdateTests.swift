import CAllocationCounter
import ContentDigest
import ExperimentSchema
import NeuralNetworks
import TestSupport
import Testing

/// A way of updating parameters, as an experiment declares it.
struct UpdateWay: Sendable, CustomTestStringConvertible {
  var optimizer: TrainingSpecification.Optimizer
  var clipping: TrainingSpecification.GradientClipping?
  var averaging: TrainingSpecification.Averaging?
  var labelSmoothing = 0.0

  var testDescription: String {
    "\(optimizer), clipping \(String(describing: clipping)), averaging \(String(describing: averaging))"
  }

  func training(batchSize: Int) -> TrainingSpecification {
    TrainingSpecification(
      loss: .categoricalCrossEntropy, labelSmoothing: labelSmoothing, optimizer: optimizer,
      gradientClipping: clipping, averaging: averaging, epochs: 1, batchSize: batchSize, seeds: [])
  }

  static let optimizers: [TrainingSpecification.Optimizer] = [
    .sgd(.init(learningRate: 0.1)), .sgd(.init(learningRate: 0.1, weightDecay: 0.01)),
    .sgd(.init(learningRate: 0.05, momentum: 0.9)),
    .sgd(.init(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01, decaysBiases: true)),
    .adam(.init(learningRate: 0.01)), .adam(.init(learningRate: 0.01, weightDecay: 0.1)),
    .adamW(.init(learningRate: 0.01, weightDecay: 0.1)),
    .adamW(.init(learningRate: 0.01, weightDecay: 0.1, decaysBiases: true)),
  ]

  static let all: [UpdateWay] = optimizers.flatMap { optimizer in
    [
      UpdateWay(optimizer: optimizer), UpdateWay(optimizer: optimizer, clipping: .value(threshold: 0.01)),
      UpdateWay(optimizer: optimizer, clipping: .norm(threshold: 0.1), averaging: .ema(decay: 0.9)),
      UpdateWay(optimizer: optimizer, averaging: .ema(decay: 0.5), labelSmoothing: 0.1),
    ]
  }
}

@Suite("Training plan: every way of updating", .tags(.property))
struct TrainingPlanUpdateTests {
  private static let models = ["dropout everywhere", "conv2D pools", "residual, normalised"].map { name in
    TestModel.all.first { $0.name == name }!
  }

  private func trained(
    _ model: TestModel, _ way: UpdateWay, threads: Int = 1, mode: TrainingPlan.Mode = .fused
  ) throws -> TrainingPlan {
    let plan = try TrainingPlan(
      model: model.specification, inputShape: model.inputShape, classCount: model.classCount,
      training: way.training(batchSize: 37), threads: threads, mode: mode)
    plan.initializeParameters(seed: 2)
    for step in 0..<4 {
      let factor = step == 2 ? 0.5 : 1
      let batch = TestBatch(model, count: step == 3 ? 18 : 37, seed: UInt64(step))
      _ = batch.step(plan, step: step, learningRateFactor: factor)
      if mode == .gradients { plan.applyOptimizer(learningRateFactor: factor) }
    }
    return plan
  }

  private func digest(_ plan: TrainingPlan) -> ContentDigest {
    weightsDigest(of: plan.parameters + plan.optimizerState)
  }

  @Test("fused is gradients kept and applied; threads change no bit", arguments: UpdateWay.all)
  func bits(way: UpdateWay) throws {
    for model in Self.models {
      let expected = digest(try trained(model, way))
      #expect(try digest(trained(model, way, mode: .gradients)) == expected)
      for threads in [2, 3, 8] {
        #expect(try digest(trained(model, way, threads: threads)) == expected)
        #expect(try digest(trained(model, way, threads: threads, mode: .gradients)) == expected)
      }
    }
  }

  @Test("a plan that takes up another's state goes on with its bits", arguments: UpdateWay.all)
  func restored(way: UpdateWay) throws {
    for model in Self.models {
      let first = try trained(model, way)
      let second = try TrainingPlan(
        model: model.specification, inputShape: model.inputShape, classCount: model.classCount,
        training: way.training(batchSize: 37))
      try second.restore(
        parameters: first.parameters.reversed(), optimizerState: first.optimizerState.reversed(),
        updateCount: first.updateCount)
      for plan in [first, second] {
        _ = TestBatch(model, count: 37, seed: 99).step(plan, seed: 3, epoch: 2, step: 7)
      }
      #expect(digest(first) == digest(second))
      #expect(first.evaluatedParameters == second.evaluatedParameters)
    }
  }

  @Test(
    "a step allocates nothing",
    .enabled(if: allocationCount() >= 0, "a sanitizer brings its own allocator"), arguments: UpdateWay.all)
  func allocations(way: UpdateWay) throws {
    let model = Self.models[1]
    for threads in [1, 2] {
      let plan = try trained(model, way, threads: threads)
      let batch = TestBatch(model, count: 32, seed: 1)
      _ = batch.step(plan)
      let before = allocationCount()
      for step in 0..<10 { _ = batch.step(plan, step: step) }
      #expect(allocationCount() == before)
    }
  }

  @Test func `ways differ`() throws {
    let digests = try UpdateWay.all.map { try digest(trained(Self.models[0], $0)) }
    #expect(Set(digests).count == digests.count)
  }

  @Test func `the state that is saved is what the optimizer keeps, and the average`() throws {
    let model = Self.models[0]
    func suffixes(_ way: UpdateWay) throws -> Set<String> {
      let names = try trained(model, way).optimizerState.map(\.name)
      return Set(names.map { String($0.split(separator: ".")[2]) })
    }
    #expect(try suffixes(UpdateWay(optimizer: .sgd(.init(learningRate: 0.1)))) == [])
    #expect(
      try suffixes(UpdateWay(optimizer: .sgd(.init(learningRate: 0.1, momentum: 0.9)))) == ["momentum"])
    #expect(
      try suffixes(UpdateWay(optimizer: .adamW(.init()), averaging: .ema(decay: 0.9)))
        == ["firstMoment", "secondMoment", "average"])
  }

  @Test func `weight decay spares biases unless told otherwise`() throws {
    let model = Self.models[0]
    func difference(decaysBiases: Bool) throws -> (weights: Bool, biases: Bool) {
      // Of one step from the same parameters, decay is all that differs.
      let plans = try [0, 0.5].map { decay in
        let way = UpdateWay(
          optimizer: .sgd(.init(learningRate: 0.1, weightDecay: decay, decaysBiases: decaysBiases)))
        let plan = try TrainingPlan(
          model: model.specification, inputShape: model.inputShape, classCount: model.classCount,
          training: way.training(batchSize: 8))
        plan.initializeParameters(seed: 1)
        var parameters = plan.parameters
        for index in parameters.indices {
          parameters[index].values = parameters[index].values.map { $0 + 0.25 }
        }
        try plan.setParameters(parameters)
        _ = TestBatch(model, count: 8, seed: 1).step(plan)
        return plan.parameters
      }
      let pairs = Array(zip(plans[0], plans[1]))
      return (
        pairs.filter { $0.0.name.hasSuffix("weight") }.allSatisfy { $0.0.values != $0.1.values },
        pairs.filter { $0.0.name.hasSuffix("bias") }.allSatisfy { $0.0.values != $0.1.values }
      )
    }
    #expect(try difference(decaysBiases: false) == (true, false))
    #expect(try difference(decaysBiases: true) == (true, true))
  }

  @Test func `weight decay spares the scale of a normalisation`() throws {
    let model = Self.models[2]
    let parameters = try [0, 0.5].map { decay in
      let way = UpdateWay(optimizer: .sgd(.init(learningRate: 0.1, weightDecay: decay)))
      let plan = try TrainingPlan(
        model: model.specification, inputShape: model.inputShape, classCount: model.classCount,
        training: way.training(batchSize: 8))
      plan.initializeParameters(seed: 1)
      _ = TestBatch(model, count: 8, seed: 1).step(plan)
      return plan.parameters
    }
    for (free, decayed) in zip(parameters[0], parameters[1]) where free.name.hasSuffix(".weight") {
      #expect((free.values == decayed.values) == (free.shape.count == 1), "\(free.name)")
    }
  }

  @Test func `a norm is bounded by its threshold, and one below it is left alone`() throws {
    let model = Self.models[1]
    func step(_ clipping: TrainingSpecification.GradientClipping?) throws -> [Float] {
      let way = UpdateWay(optimizer: .sgd(.init(learningRate: 1)), clipping: clipping)
      let plan = try TrainingPlan(
        model: model.specification, inputShape: model.inputShape, classCount: model.classCount,
        training: way.training(batchSize: 16))
      plan.initializeParameters(seed: 4)
      let before = plan.parameters.flatMap(\.values)
      _ = TestBatch(model, count: 16, seed: 1).step(plan)
      return zip(before, plan.parameters.flatMap(\.values)).map { $0 - $1 }
    }
    func norm(_ values: [Float]) -> Double {
      values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let free = norm(try step(nil))
    #expect(free > 0.1)
    #expect(abs(norm(try step(.norm(threshold: 0.05))) - 0.05) < 1e-6)
    #expect(try step(.norm(threshold: 2 * free)) == step(nil))
    #expect(try step(.value(threshold: 0.001)).allSatisfy { abs($0) < 0.001_000_2 })
  }

  @Test func `the average follows the parameters, and predictions are its own`() throws {
    let model = Self.models[0]
    let decay = 0.75
    let way = UpdateWay(optimizer: .sgd(.init(learningRate: 0.5)), averaging: .ema(decay: decay))
    let plan = try TrainingPlan(
      model: model.specification, inputShape: model.inputShape, classCount: model.classCount,
      training: way.training(batchSize: 16))
    plan.initializeParameters(seed: 4)
    var average = plan.parameters.map { $0.values.map(Double.init) }
    #expect(plan.evaluatedParameters == plan.parameters)
    for step in 0..<5 {
      _ = TestBatch(model, count: 16, seed: UInt64(step)).step(plan, step: step)
      for (index, tensor) in plan.parameters.enumerated() {
        for (place, value) in tensor.values.enumerated() {
          average[index][place] += (1 - decay) * (Double(value) - average[index][place])
        }
      }
    }
    for (found, expected) in zip(plan.evaluatedParameters, average) {
      for (found, expected) in zip(found.values, expected) { #expect(abs(Double(found) - expected) < 1e-6) }
    }
    #expect(plan.evaluatedParameters != plan.parameters)
    let other = try InferencePlan(
      model: model.specification, inputShape: model.inputShape, classCount: model.classCount)
    try other.setParameters(plan.evaluatedParameters)
    let batch = TestBatch(model, count: 20, seed: 9)
    let parameters = plan.parameters
    var expected = [Float](repeating: 0, count: 20 * model.classCount)
    batch.features.withUnsafeBufferPointer { features in
      batch.indices.withUnsafeBufferPointer { indices in
        expected.withUnsafeMutableBufferPointer {
          other.predict(features: features, indices: indices, into: $0)
        }
      }
    }
    #expect(batch.predict(plan) == expected)
    #expect(plan.parameters == parameters, "training goes on from the parameters, not from their average")
    try plan.setParameters(parameters)
    #expect(plan.evaluatedParameters == parameters, "an average begins anew at given parameters")
  }

  @Test func `one-hot targets give what labels give, and the greatest target counts as the label`() throws {
    let model = TestModel.all.first { $0.name == "dense 5-3" }!
    for loss in Loss.allCases where loss.outputActivations.contains(.softmax) {
      let batch = TestBatch(model, count: 8, seed: 3)
      let plans = try (0..<2).map { _ in
        let plan = try model.plan(loss: loss, batchSize: 8)
        plan.initializeParameters(seed: 1)
        return plan
      }
      let byLabel = batch.step(plans[0])
      var targets = [Float](repeating: 0, count: batch.labels.count * 3)
      for (example, label) in batch.labels.enumerated() { targets[3 * example + Int(label)] = 1 }
      let byTarget = batch.step(plans[1], targets: targets)
      #expect(abs(byLabel.lossSum - byTarget.lossSum) < 1e-9)
      #expect(byLabel.correctCount == byTarget.correctCount)
      for (left, right) in zip(plans[0].gradients, plans[1].gradients) {
        for (left, right) in zip(left.values, right.values) { #expect(abs(left - right) < 1e-7) }
      }
    }
  }

  @Test func `what is done with a gradient is explained`() throws {
    let model = TestModel.all.first { $0.name == "dense 5-3" }!
    func explanation(_ way: UpdateWay) throws -> String {
      try TrainingPlan(
        model: model.specification, inputShape: model.inputShape, classCount: model.classCount,
        training: way.training(batchSize: 8)
      ).summary.operations[0]
    }
    #expect(try explanation(UpdateWay(optimizer: .adamW(.init()))).hasSuffix("weight gradient + AdamW"))
    #expect(
      try explanation(
        UpdateWay(optimizer: .sgd(.init(learningRate: 1)), clipping: .norm(threshold: 1))
      ).hasSuffix("weight gradient + norm of all gradients, then SGD"))
  }
}
