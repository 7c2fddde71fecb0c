import CAllocationCounter
import ContentDigest
import ExperimentSchema
import NeuralNetworks
import TestSupport
import Testing

/// Trains `steps` steps and returns the digest of parameters and optimizer state.
private func trained(
  _ model: TestModel, loss: Loss = .categoricalCrossEntropy, batchSize: Int = 37, threads: Int = 1,
  mode: TrainingPlan.Mode = .fused, seed: UInt64 = 1, steps: Int = 4
) throws -> (digest: ContentDigest, outcomes: [BatchOutcome], plan: TrainingPlan) {
  let plan = try model.plan(loss: loss, batchSize: batchSize, threads: threads, mode: mode)
  plan.initializeParameters(seed: seed)
  var outcomes: [BatchOutcome] = []
  for step in 0..<steps {
    // The last batch of an epoch is smaller.
    let count = step == steps - 1 ? batchSize / 2 : batchSize
    outcomes.append(
      TestBatch(model, count: max(try model.leastBatchCount, count), seed: UInt64(step)).step(
        plan, seed: seed, step: step))
    if mode == .gradients { plan.applyOptimizer() }
  }
  return (weightsDigest(of: plan.parameters + plan.optimizerState), outcomes, plan)
}

@Suite("Training plan: what must not change a bit", .tags(.property))
struct TrainingPlanPropertyTests {
  @Test("a fused step is a step with gradients kept, and the optimizer applied", arguments: TestModel.all)
  func fused(model: TestModel) throws {
    let fused = try trained(model, mode: .fused)
    let kept = try trained(model, mode: .gradients)
    #expect(fused.digest == kept.digest)
    #expect(fused.outcomes == kept.outcomes)
    #expect(fused.plan.updateCount == 4 && kept.plan.updateCount == 4)
  }

  @Test("a thousand steps without a gradient: first moments end at zero and nowhere below normal numbers")
  func subnormalMoments() throws {
    let model = TestModel.all.first { $0.name == "dense 33-17-40-2" }!
    var batch = TestBatch(model, count: 8, seed: 3)
    let plans = try [TrainingPlan.Mode.fused, .gradients].map { try model.plan(batchSize: 8, mode: $0) }
    for plan in plans { plan.initializeParameters(seed: 1) }
    for step in 0..<1000 {
      for plan in plans {
        _ = batch.step(plan, step: step)
        if plan.mode == .gradients { plan.applyOptimizer() }
      }
      // With inputs of zero the first layer's weights have no gradient any more.
      if step == 0 { batch.features = batch.features.map { _ in 0 } }
    }
    let states = plans.map(\.optimizerState)
    let areSubnormal = states[0].contains { $0.values.contains(where: \.isSubnormal) }
    let moment = states[0].first { $0.name == "a.weight.firstMoment" }
    #expect(!areSubnormal)
    #expect(moment?.values.allSatisfy { $0 == 0 } == true)
    #expect(weightsDigest(of: states[0]) == weightsDigest(of: states[1]))
  }

  @Test("any number of threads", arguments: TestModel.all)
  func threads(model: TestModel) throws {
    for batchSize in [try model.leastBatchCount, 37, 150] {
      let alone = try trained(model, batchSize: batchSize)
      for threads in [2, 3, 8] {
        let together = try trained(model, batchSize: batchSize, threads: threads)
        #expect(together.digest == alone.digest, "\(threads) threads, batch \(batchSize)")
        #expect(together.outcomes == alone.outcomes)
      }
    }
  }

  @Test func `equal seeds give equal bits, other seeds others`() throws {
    let model = TestModel.all.first { $0.name == "dropout everywhere" }!
    #expect(try trained(model, seed: 1).digest == trained(model, seed: 1).digest)
    #expect(try trained(model, seed: 1).digest != trained(model, seed: 2).digest)
  }

  @Test("a plan that takes up another's state goes on with its bits", arguments: TestModel.all)
  func restored(model: TestModel) throws {
    // Padding that were not zero would be lost on the way.
    let first = try trained(model, steps: 6).plan
    let second = try model.plan(batchSize: 37, mode: .fused)
    try second.restore(
      parameters: first.parameters.reversed(), optimizerState: first.optimizerState,
      updateCount: first.updateCount)
    for plan in [first, second] {
      _ = TestBatch(model, count: 37, seed: 99).step(plan, seed: 3, epoch: 2, step: 7)
    }
    #expect(
      weightsDigest(of: first.parameters + first.optimizerState)
        == weightsDigest(of: second.parameters + second.optimizerState))
    #expect(first.updateCount == second.updateCount)
  }

  @Test("prediction: any batch size, any threads, an inference plan", arguments: TestModel.all)
  func prediction(model: TestModel) throws {
    let plan = try trained(model).plan
    let batch = TestBatch(model, count: 70, seed: 5)
    let expected = batch.predict(plan)
    #expect(
      stride(from: 0, to: expected.count, by: model.classCount).allSatisfy { start in
        abs(expected[start..<start + model.classCount].reduce(0, +) - 1) < 1e-5
      })
    for (batchSize, threads) in [(1, 1), (7, 2), (64, 3)] {
      let inference = try InferencePlan(
        model: model.specification, inputShape: model.inputShape, classCount: model.classCount,
        batchSize: batchSize, threads: threads)
      try inference.setParameters(plan.parameters)
      var found = [Float](repeating: .nan, count: expected.count)
      batch.features.withUnsafeBufferPointer { features in
        batch.indices.withUnsafeBufferPointer { indices in
          found.withUnsafeMutableBufferPointer {
            inference.predict(features: features, indices: indices, into: $0)
          }
        }
      }
      #expect(found == expected)
    }
  }

  @Test func `several plans at once do not disturb each other`() async throws {
    let model = TestModel.all.first { $0.name == "conv2D pools" }!
    let expected = try trained(model).digest
    try await withThrowingTaskGroup(of: ContentDigest.self) { group in
      for threads in [1, 2, 3, 1, 2, 3] { group.addTask { try trained(model, threads: threads).digest } }
      for try await digest in group { #expect(digest == expected) }
    }
  }

  @Test("the loss falls", arguments: TestModel.all.filter { $0.classCount > 1 })
  func learning(model: TestModel) throws {
    let plan = try model.plan(batchSize: 16, mode: .fused)
    plan.initializeParameters(seed: 1)
    let batch = TestBatch(model, count: 16, seed: 3)
    let before = batch.step(plan).lossSum
    for step in 1..<200 { _ = batch.step(plan, step: step) }
    #expect(batch.step(plan).lossSum < before)
  }

  @Test func `a step that diverges says so and does not stop the program`() throws {
    let model = TestModel.all.first { $0.name == "conv1D pool conv1D pool" }!
    let plan = try TrainingPlan(
      model: model.specification, inputShape: model.inputShape, classCount: model.classCount,
      loss: .meanSquaredError, optimizer: .adam(.init(learningRate: 1e30)), batchSize: 8)
    plan.initializeParameters(seed: 1)
    var isFinite = true
    for step in 0..<20 where isFinite {
      isFinite = TestBatch(model, count: 8, seed: UInt64(step)).step(plan, step: step).isFinite
    }
    #expect(!isFinite)
  }

  @Test func `the summary counts what SCIENCE.md counts, and says what is fused`() throws {
    let layers = [
      TestModel.dense("hidden1", 256), TestModel.dropout("dropout1", 0.5), TestModel.dense("hidden2", 128),
      TestModel.dropout("dropout2", 0.2), TestModel.dense("hidden3", 64), TestModel.flatten, TestModel.output,
    ]
    let summary = try TestModel(name: "generation 6", inputShape: [257], layers: layers).plan().summary
    #expect(summary.parameterCount == 107_850)
    #expect(summary.multiplyAccumulateCount == 107_850 - 256 - 128 - 64 - 10)
    #expect(summary.arenaByteCount > 4 * 4 * 107_850)
    #expect(summary.operations.count == 6)
    #expect(summary.operations[0] == "hidden1: product + bias + relu; backward: weight gradient + Adam")
    #expect(summary.operations[1].hasPrefix("dropout1: in place"))
  }

  @Test func `a residual net is told in words, and its buffers share memory`() throws {
    let model = TestModel.all.first { $0.name == "residual, normalised" }!
    let training = try model.plan().summary
    #expect(
      training.operations.contains(
        "n2: statistics right behind what it reads, then normalisation + sum of r1 + relu"))
    #expect(training.operations.count { $0.contains("sum of") } == 2, "no pass for sums alone")
    #expect(training.arenaByteCount < training.unsharedByteCount)
    let inference = try InferencePlan(
      model: model.specification, inputShape: model.inputShape, classCount: model.classCount
    ).summary
    #expect(inference.operations.contains("n2: scale and shift + sum of r1 + relu"))
    #expect(inference.arenaByteCount < training.arenaByteCount / 4)
  }

  @Test func `no examples make no update`() throws {
    let model = TestModel.all[1]
    let plan = try model.plan(mode: .fused)
    plan.initializeParameters(seed: 1)
    let before = weightsDigest(of: plan.parameters)
    var batch = TestBatch(model, count: 2, seed: 1)
    batch.indices = []
    #expect(batch.step(plan).count == 0)
    #expect(plan.updateCount == 0 && weightsDigest(of: plan.parameters) == before)
  }

  @Test(
    "a step allocates nothing",
    .enabled(if: allocationCount() >= 0, "a sanitizer brings its own allocator"), arguments: TestModel.all)
  func allocations(model: TestModel) throws {
    let counted = allocationCount()
    let witness = (0..<10).map { [Int](repeating: $0, count: 100) }
    #expect(allocationCount() - counted >= 10, "the counter counts (\(witness.count))")
    for mode in [TrainingPlan.Mode.fused, .gradients] {
      let plan = try model.plan(batchSize: 32, mode: mode)
      plan.initializeParameters(seed: 1)
      let batch = TestBatch(model, count: 32, seed: 1)
      _ = batch.step(plan)
      let before = allocationCount()
      for step in 0..<10 { _ = batch.step(plan, step: step) }
      if mode == .gradients { plan.applyOptimizer() }
      #expect(allocationCount() == before)
    }
  }
}

@Suite("Training plan: no thread of a step allocates", .tags(.crash))
struct TrainingPlanAllocationTests {
  /// In a process of its own, where nothing else allocates meanwhile.
  @Test(.enabled(if: allocationCount() >= 0, "a sanitizer brings its own allocator"))
  func `every model, three threads`() async {
    await #expect(processExitsWith: .success) {
      let counted = processAllocationCount()
      let witness = (0..<10).map { [Int](repeating: $0, count: 100) }
      precondition(processAllocationCount() - counted >= 10, "the counter counts (\(witness.count))")
      for model in TestModel.all {
        let plan = try model.plan(batchSize: 64, threads: 3, mode: .fused)
        plan.initializeParameters(seed: 1)
        let batch = TestBatch(model, count: 64, seed: 1)
        _ = batch.step(plan)
        let before = processAllocationCount()
        for step in 0..<5 { _ = batch.step(plan, step: step) }
        precondition(processAllocationCount() == before, "\(model.name) allocates")
      }
    }
  }
}

@Suite("Training plan: misuse stops the program", .tags(.crash))
struct TrainingPlanCrashTests {
  @Test func `one example under a batch normalisation of vectors`() async {
    await #expect(processExitsWith: .failure) {
      let model = TestModel.all.first { $0.name == "normalised vectors" }!
      _ = TestBatch(model, count: 1, seed: 1).step(try model.plan(batchSize: 8))
    }
  }

  @Test func `more examples than the batch size`() async {
    await #expect(processExitsWith: .failure) {
      let model = TestModel.all[1]
      _ = TestBatch(model, count: 9, seed: 1).step(try model.plan(batchSize: 8))
    }
  }

  @Test func `a label beyond the classes`() async {
    await #expect(processExitsWith: .failure) {
      let model = TestModel.all[1]
      var batch = TestBatch(model, count: 4, seed: 1)
      batch.labels = batch.labels.map { _ in 3 }
      _ = batch.step(try model.plan())
    }
  }

  @Test func `an example outside the table`() async {
    await #expect(processExitsWith: .failure) {
      let model = TestModel.all[1]
      var batch = TestBatch(model, count: 4, seed: 1)
      batch.indices[2] = 8
      _ = batch.predict(try model.plan())
    }
  }
}
