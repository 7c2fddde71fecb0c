import ContentDigest
import ExperimentSchema
import Foundation
import RunStore
import SweepRunner

/// Workers that train nothing: what they store is a function of what they are asked to try.
final class ScriptedLauncher: TrialLauncher {
  private let ground: SweepGround
  private let slotCount: Int
  private(set) var tasks: [TrialTask] = []
  private var queue: [TrialTask] = []
  private var isStopping = false
  /// What a task ends with in place of being trained; nil trains it.
  var script: (TrialTask) throws -> TrialEnding? = { _ in nil }
  /// What is found to be under way by a controller that goes on.
  var recovered: ([TrialTask]) -> [Int] = { _ in [] }

  init(_ ground: SweepGround, slots: Int = 1) {
    self.ground = ground
    slotCount = slots
  }

  var freeSlotCount: Int { isStopping ? 0 : slotCount - queue.count }

  func submit(_ tasks: [TrialTask], as submission: SubmissionRecord?) throws {
    self.tasks += tasks
    queue += tasks
  }

  func recover(_ tasks: [TrialTask]) throws -> [Int] {
    let numbers = recovered(tasks)
    queue += tasks.filter { numbers.contains($0.trial) }
    return numbers
  }

  func stop() { isStopping = true }

  /// The newest task first, so that trials end in another order than they began.
  func waitForEvents() throws -> [TrialEvent] {
    guard let task = queue.popLast() else { return [] }
    if isStopping { return [.ended(trial: task.trial, attempt: task.attempt, .interrupted)] }
    let ending = try script(task) ?? .reached(runs: train(task))
    return [
      .started(trial: task.trial, attempt: task.attempt),
      .ended(trial: task.trial, attempt: task.attempt, ending),
    ]
  }

  // MARK: Runs that are made up

  /// The accuracy after `epoch`: best at a rate of 0.3, and growing.
  static func accuracy(rate: Double, seed: UInt64, epoch: Int) -> Double {
    0.5 - (rate - 0.3) * (rate - 0.3) + 0.01 * Double(epoch) + 0.001 * Double(seed)
  }

  private func train(_ task: TrialTask) throws -> [String] {
    let experiment = try ExperimentDecoder.experiment(text: task.experiment)
    let digest = experiment.configurationDigest(classNames: SweepGround.corpus.classNames)
    let store = ground.store
    try store.register(
      ExperimentRecord(
        name: "small", title: "Small", configurationDigest: digest, configuration: task.experiment,
        corpusName: "synthetic", corpusDigest: SweepGround.corpus.digest))
    let planned = experiment.training.epochs
    return try experiment.training.seeds.map { seed in
      let id = "small-\(digest.hexadecimal.prefix(16))-s\(seed)"
      let known = try store.runSummaries().first { $0.id == id }
      if known == nil {
        try store.create(
          RunRecord(
            id: id, experiment: "small", corpus: "synthetic",
            identity: RunIdentity(
              configurationDigest: digest, corpusDigest: SweepGround.corpus.digest, seed: seed, fold: 5),
            plannedEpochs: planned, parameterCount: 1, multiplyAccumulateCount: 1, threadCount: 1,
            createdAt: SweepGround.time, provenance: "{}"))
      }
      if known?.status == .completed { return id }
      let last = task.stageEpochs ?? planned
      try store.begin(id, at: SweepGround.time)
      for epoch in stride(from: (known?.epochs ?? 0) + 1, through: last, by: 1) {
        let accuracy = Self.accuracy(rate: experiment.dropoutRate, seed: seed, epoch: epoch)
        try store.record(epochs: [
          EpochRecord(run: id, epoch: epoch, metrics: [MetricValue(.validationAccuracy, accuracy)])
        ])
      }
      try store.finish(
        id,
        RunOutcome(
          status: last == planned ? .completed : .interrupted, endedAt: SweepGround.time, seconds: 1,
          cpuSeconds: 1))
      return id
    }
  }
}

extension Experiment {
  /// The rate of the layer called `dropout`.
  var dropoutRate: Double {
    for layer in model.layers {
      if case .dropout(let rate) = layer.operation { return rate }
    }
    return 0
  }
}
