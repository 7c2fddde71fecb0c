import ExperimentRunner
import ExperimentSchema
import Foundation
import NeuralNetworks
import TestSupport
import Testing
import Training

@Suite("Checkpoint")
struct CheckpointTests {
  private func plan() throws -> TrainingPlan {
    let run = try RunFixture.run()
    return try TrainingPlan(
      model: run.experiment.model, inputShape: run.experiment.frontEnd.featureShape, classCount: 32,
      loss: run.experiment.training.loss, optimizer: run.experiment.training.optimizer, batchSize: 4)
  }

  /// A plan after one update, so that its moments are not zero.
  private func trainedPlan() throws -> TrainingPlan {
    let plan = try plan()
    plan.initializeParameters(seed: 3)
    let features = (0..<4 * 33).map { Float($0 % 7) }
    features.withUnsafeBufferPointer { features in
      [0, 1, 2, 31].withUnsafeBufferPointer { labels in
        [0, 1, 2, 3].withUnsafeBufferPointer { indices in
          _ = plan.trainStep(
            features: features, labels: labels, indices: indices, seed: 1, epoch: 0, step: 0)
        }
      }
    }
    return plan
  }

  private let position = TrainingPosition(
    epoch: 7, step: 3, lossSum: 0.1 + 0.2, correctCount: 5, exampleCount: 12)

  @Test func `what is written is read back, to the bit`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "checkpoint.safetensors")
    let plan = try trainedPlan()
    let time = RunTime(wall: 0.1 + 0.2, processor: 1e-9)
    try Checkpoint(of: plan, at: position, after: time).write(to: file)
    let read = try Checkpoint(from: file)
    #expect(read.position == position)
    #expect(read.time == time)
    #expect(read.updateCount == 1)
    #expect(read.parameters == plan.parameters)
    #expect(read.optimizerState == plan.optimizerState)
    let restored = try self.plan()
    try restored.restore(
      parameters: read.parameters, optimizerState: read.optimizerState, updateCount: read.updateCount)
    #expect(restored.parameters == plan.parameters)
    #expect(restored.optimizerState == plan.optimizerState)
  }

  @Test func `momentum and average are kept, each under its own name`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "checkpoint.safetensors")
    let run = try RunFixture.run()
    var training = run.experiment.training
    training.optimizer = .sgd(.init(learningRate: 0.1, momentum: 0.9))
    training.averaging = .ema(decay: 0.9)
    let plans = try (0..<2).map { _ in
      try TrainingPlan(
        model: run.experiment.model, inputShape: run.experiment.frontEnd.featureShape, classCount: 32,
        training: training)
    }
    plans[0].initializeParameters(seed: 3)
    try Checkpoint(of: plans[0], at: position).write(to: file)
    let read = try Checkpoint(from: file)
    #expect(read.parameters.map(\.name) == ["output.weight", "output.bias"])
    #expect(
      read.optimizerState.map(\.name).sorted() == [
        "output.bias.average", "output.bias.momentum", "output.weight.average", "output.weight.momentum",
      ])
    try plans[1].restore(
      parameters: read.parameters, optimizerState: read.optimizerState, updateCount: read.updateCount)
    #expect(plans[1].optimizerState == plans[0].optimizerState)
  }

  @Test func `a newer checkpoint replaces the older one, and nothing else is left`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "checkpoint.safetensors")
    let plan = try trainedPlan()
    try Checkpoint(of: plan, at: position).write(to: file)
    try Checkpoint(of: plan, at: .start(ofEpoch: 9)).write(to: file)
    #expect(try Checkpoint(from: file).position == .start(ofEpoch: 9))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["checkpoint.safetensors"])
  }

  @Test func `a file cut anywhere is refused`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "checkpoint.safetensors")
    try Checkpoint(of: trainedPlan(), at: position).write(to: file)
    let content = try Data(contentsOf: file)
    for length in [0, 7, 100, content.count / 2, content.count - 1] {
      try content.prefix(length).write(to: file)
      #expect(throws: SafetensorsError.self, "\(length) bytes") { try Checkpoint(from: file) }
    }
    try (content + [0]).write(to: file)
    #expect(throws: SafetensorsError.self) { try Checkpoint(from: file) }
  }

  @Test func `a bit that the disk lost is noticed, wherever it was`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "checkpoint.safetensors")
    try Checkpoint(of: trainedPlan(), at: position).write(to: file)
    let content = try Data(contentsOf: file)
    for place in stride(from: 0, to: content.count, by: 37) {
      var flipped = content
      flipped[place] ^= 1
      try flipped.write(to: file)
      #expect(throws: (any Error).self, "byte \(place)") { try Checkpoint(from: file) }
    }
  }

  @Test func `parameters that are no numbers are told apart`() throws {
    var checkpoint = try Checkpoint(of: trainedPlan(), at: position)
    #expect(checkpoint.isFinite)
    checkpoint.parameters[1].values[3] = .nan
    #expect(!checkpoint.isFinite)
  }

  @Test(
    arguments: [
      "epoch", "step", "lossSumBits", "correctCount", "exampleCount", "updateCount", "seconds",
      "processorSeconds",
      "digest",
    ])
  func `a place that is missing or makes no sense is named`(key: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "checkpoint.safetensors")
    let plan = try trainedPlan()
    let whole = [
      "epoch": "1", "step": "2", "lossSumBits": "0", "correctCount": "3", "exampleCount": "4",
      "updateCount": "5", "seconds": "1.5", "processorSeconds": "1.25",
      "digest": String(repeating: "0", count: 64),
    ]
    for wrong in [nil, "-1", "many"] {
      var place = whole
      place[key] = wrong
      try Safetensors.write(plan.parameters, metadata: place, to: file)
      let error = #expect(throws: CheckpointError.self) { try Checkpoint(from: file) }
      #expect(error?.key == key)
      #expect(error?.found == wrong)
      #expect(error?.description.contains("checkpoint.safetensors: \(key): found") == true)
    }
  }
}
