import ContentDigest
import Datasets
import DurableFiles
import ExperimentSchema
import Foundation
import NeuralNetworks
import RunStore
import Training

/// One run from its declaration to its end: folder, store, training, weights.
struct RunExecution {
  let run: PlannedRun
  let features: FeatureTable
  let session: RunSession
  /// Epochs after which it stops, to go on another time; nil trains it to its end.
  var epochLimit: Int?

  /// Declares the run and trains it; how it ended is stored and returned.
  func perform() -> RunResult {
    let folder: RunFolder
    let lock: RunLock
    do {
      folder = try RunFolder.create(for: run, in: session.runsFolder)
      do {
        do throws(RunLock.Refusal) { lock = try RunLock(folder) } catch {
          throw RunFolderError(folder, error)
        }
        try declare(folder)
      } catch {
        // A run that the store does not know leaves no folder either.
        try? FileManager.default.removeItem(at: folder.url)
        throw error
      }
    } catch {
      return RunResult(id: nil, run: run, status: .failed(reason: "\(error)"), seconds: 0)
    }
    defer { lock.release() }
    return train(in: folder) { .fresh(plan: $0, seed: run.seed) }
  }

  /// Goes on with a run from its newest checkpoint.
  func resume(_ resumption: RunResumption) -> RunResult {
    // Whoever asked for it may keep the resumption for longer than the run goes on.
    defer { resumption.lock.release() }
    let folder = resumption.folder
    folder.removeLeftovers()
    noteConditions(of: folder)
    return train(in: folder) { plan in
      var start = try TrainingStart.checkpoint(plan: plan, folder: folder, seed: run.seed)
      start.earlier = start.earlier.max(resumption.earlier)
      return start
    }
  }

  // MARK: Declaring

  private func declare(_ folder: RunFolder) throws {
    let corpus = run.corpus
    let experiment = run.experiment
    let provenance = session.provenance(of: run)
    try DurableFile.write(Data(experiment.resolvedText.utf8), to: folder.experimentFile)
    try DurableFile.write(Data(provenance.text.utf8), to: folder.provenanceFile)
    // The store is never to know a run whose folder a power cut took.
    try DurableFile.synchronize(folder: session.runsFolder)
    try session.store.register(CorpusRecord(corpus))
    try session.store.register(
      ExperimentRecord(
        name: experiment.name, title: experiment.title,
        configurationDigest: run.identity.configurationDigest, configuration: run.declared.resolvedText,
        corpusName: corpus.name, corpusDigest: corpus.digest))
    try session.store.register(experiment.claims)
    try session.store.create(
      RunRecord(
        id: folder.id, experiment: experiment.name, corpus: corpus.name, identity: run.identity,
        plannedEpochs: experiment.training.epochs, parameterCount: run.parameterCount,
        multiplyAccumulateCount: run.multiplyAccumulateCount, threadCount: session.threads,
        createdAt: session.clock.date(), provenance: provenance.text))
  }

  /// Tells where a run goes on under other conditions than it began with: its later bits may then be others.
  private func noteConditions(of folder: RunFolder) {
    guard let record = try? String(contentsOf: folder.provenanceFile, encoding: .utf8) else { return }
    let differences = session.provenance(of: run).differences(fromRecorded: record)
    guard !differences.isEmpty else { return }
    let text = differences.map(\.description).joined(separator: "; ")
    RunLog(folder).note("conditions changed", ["differences": text], at: session.clock.date())
    session.report(
      .warning(
        "\(folder.id) goes on under other conditions than it began with, so that its bits may differ: \(text)"
      ))
  }

  // MARK: Training

  private func train(in folder: RunFolder, start: (TrainingPlan) throws -> TrainingStart) -> RunResult {
    let log = RunLog(folder)
    let clock = session.clock
    var stopwatch = RunStopwatch(clock)
    var plan: TrainingPlan?
    // Shown with everything that is stored: whoever claims the run after this process has a greater one.
    var fence = 0
    func end(_ status: RunResult.RunStatusReached, _ outcome: RunOutcome) throws(RunStoreError) -> RunResult {
      try session.store.finish(folder.id, outcome, fence: fence, keepingRowsIn: folder.rowsFile)
      return RunResult(id: folder.id, run: run, status: status, seconds: outcome.seconds)
    }
    func outcome(_ status: RunStatus, reason: String? = nil) -> RunOutcome {
      let time = stopwatch.time(with: plan)
      return RunOutcome(
        status: status, reason: reason, endedAt: clock.date(), seconds: time.wall, cpuSeconds: time.processor)
    }
    do {
      fence = try session.store.claim(run: folder.id, owner: RunOwner(.current))
      try session.store.begin(folder.id, at: clock.date(), fence: fence)
      let compiled = try run.makePlan(threads: session.threads)
      plan = compiled
      let start = try start(compiled)
      stopwatch.earlier = start.earlier
      let material = RunMaterial(run, features: features)
      log.note("started", start.position.words, at: clock.date())
      session.report(.started(id: folder.id, run: run, resumedAt: start.position.epoch))
      let recorder = RunRecorder(
        folder: folder, fence: fence, plan: compiled, session: session, stopwatch: stopwatch,
        epochsDone: start.position.epoch, epochLimit: epochLimit)
      switch try TrainingLoop(plan: compiled, task: material.task).run(
        from: start.position, observer: recorder)
      {
      case .completed:
        var completed = outcome(.completed)
        try recorder.save(at: .start(ofEpoch: material.task.epochs))
        try finish(folder, plan: compiled, material, outcome: &completed)
        let result = try end(.completed, completed)
        log.note("completed", at: clock.date())
        return result
      case .stopped(let position):
        try recorder.save(at: position)
        let reason = recorder.hasReachedLimit ? "its stage has ended" : "stopped on request"
        let result = try end(.interrupted, outcome(.interrupted, reason: reason))
        log.note("interrupted", position.words, at: clock.date())
        return result
      case .diverged(let position):
        try session.writer.flush(run: folder.id)
        let reason = position.divergence
        let result = try end(.diverged(epoch: position.epoch + 1), outcome(.diverged, reason: reason))
        log.note("diverged", ["reason": reason], at: clock.date())
        return result
      }
    } catch {
      log.note("failed", ["reason": "\(error)"], at: clock.date())
      // Epochs that were finished before the failure are stored before the run's end is.
      try? session.writer.flush(run: folder.id)
      let failure = outcome(.failed, reason: "\(error)")
      do {
        try session.store.finish(folder.id, failure, fence: fence, keepingRowsIn: folder.rowsFile)
      } catch {
        // The folder may be what refuses.
        try? session.store.finish(folder.id, failure, fence: fence)
      }
      return RunResult(
        id: folder.id, run: run, status: .failed(reason: "\(error)"), seconds: failure.seconds)
    }
  }

  // MARK: Finishing

  /// Measures the final model, writes its weights, and adds both to `outcome`.
  private func finish(
    _ folder: RunFolder, plan: TrainingPlan, _ material: RunMaterial, outcome: inout RunOutcome
  ) throws {
    let task = material.task
    var evaluator = Evaluator(plan: plan, task: task)
    let trained = evaluator.metrics(of: task.trainingClips)
    let judged = evaluator.metrics(of: task.validationExamples)
    let predictions = [
      (MetricSplit.validation, task.validationExamples), (.test, task.testExamples),
    ].flatMap { split, examples in
      self.predictions(of: examples, on: split, by: &evaluator, classCount: task.classCount)
    }
    let tensors = material.savedTensors(of: plan)
    let document = ModelDocument(
      experiment: run.experiment.name, corpus: run.corpus.name, isSynthetic: run.corpus.isSynthetic,
      classNames: run.corpus.classNames, windows: run.experiment.corpus.windows,
      frontEnd: run.experiment.frontEnd, model: run.experiment.model,
      validationFolds: run.experiment.split.validation,
      validationAccuracy: judged.accuracy,
      validationClips: task.validationExamples.count,
      weightsDigest: weightsDigest(of: tensors).hexadecimal)
    try TrainedModel.write(tensors, document, to: folder)
    outcome.closingMetrics = [MetricValue(.trainEvaluatedAccuracy, trained.accuracy)]
    outcome.predictions = predictions
    outcome.artifacts = folder.artifacts()
  }

  /// What the final model says of the clips `examples`.
  private func predictions(
    of examples: [Int32], on split: MetricSplit, by evaluator: inout Evaluator, classCount: Int
  ) -> [Prediction] {
    if examples.isEmpty { return [] }
    let probabilities = evaluator.predictions(of: examples)
    return examples.enumerated().map { row, example in
      Prediction(
        clip: features.ids[Int(example)], split: split, label: Int(features.labels[Int(example)]),
        probabilities: Array(probabilities[row * classCount..<(row + 1) * classCount]))
    }
  }
}

/// Where a training begins; the plan's parameters are those of that place.
private struct TrainingStart {
  var position: TrainingPosition
  /// The time spent on the run until there.
  var earlier: RunTime

  /// Draws the first parameters of `seed`.
  static func fresh(plan: TrainingPlan, seed: UInt64) -> TrainingStart {
    plan.initializeParameters(seed: seed)
    return TrainingStart(position: .start(ofEpoch: 0), earlier: .zero)
  }

  /// Takes parameters and position of the newest checkpoint; begins anew where there is none yet.
  static func checkpoint(plan: TrainingPlan, folder: RunFolder, seed: UInt64) throws -> TrainingStart {
    guard FileManager.default.fileExists(atPath: folder.checkpointFile.path) else {
      return fresh(plan: plan, seed: seed)
    }
    let checkpoint = try Checkpoint(from: folder.checkpointFile)
    try plan.restore(
      parameters: checkpoint.parameters, optimizerState: checkpoint.optimizerState,
      updateCount: checkpoint.updateCount)
    return TrainingStart(position: checkpoint.position, earlier: checkpoint.time)
  }
}

extension TrainingPosition {
  /// The place as a log has it, from 1.
  fileprivate var words: [String: String] { ["epoch": "\(epoch + 1)", "step": "\(step + 1)"] }

  /// What is said of a run whose loss is not finite here.
  var divergence: String { "the loss of epoch \(epoch + 1), step \(step + 1) is not finite" }
}

extension CorpusRecord {
  /// What the store keeps of `corpus`.
  fileprivate init(_ corpus: Corpus) {
    self.init(
      name: corpus.name, digest: corpus.digest, classNames: corpus.classNames,
      examples: corpus.examples.map {
        Example(clip: $0.id, label: $0.label, heard: $0.heard, fold: $0.fold, source: $0.source)
      })
  }
}
