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

  /// Declares the run and trains it; how it ended is stored and returned.
  func perform() -> RunResult {
    let folder: RunFolder
    let lock: RunLock
    do {
      folder = try RunFolder.create(for: run, in: session.runsFolder)
      do {
        guard let taken = RunLock(folder) else {
          throw RunFolderError(folder: folder.url, reason: "Its lock file cannot be made.")
        }
        lock = taken
        try declare(folder)
      } catch {
        // A run that the store does not know leaves no folder either.
        try? FileManager.default.removeItem(at: folder.url)
        throw error
      }
    } catch {
      return RunResult(id: nil, run: run, status: .failed(reason: "\(error)"), seconds: 0)
    }
    defer { withExtendedLifetime(lock) {} }
    return train(in: folder) { try TrainingStart.fresh(plan: $0, seed: run.seed) }
  }

  /// Goes on with the run of `folder` from its newest checkpoint.
  func resume(_ folder: RunFolder, lock: RunLock) -> RunResult {
    defer { withExtendedLifetime(lock) {} }
    return train(in: folder) { try TrainingStart.checkpoint(plan: $0, folder: folder, seed: run.seed) }
  }

  // MARK: Declaring

  private func declare(_ folder: RunFolder) throws {
    let corpus = run.corpus
    let experiment = run.experiment
    var provenance = session.provenance
    provenance.threads = session.threads
    provenance.corpusDigest = corpus.digest.hexadecimal
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
        createdAt: Date(), provenance: provenance.text))
  }

  // MARK: Training

  private func train(
    in folder: RunFolder, start: (TrainingPlan) throws -> TrainingPosition
  ) -> RunResult {
    let log = RunLog(folder)
    let startTime = RunClock.now
    let startProcessorTime = RunClock.threadProcessorTime
    func result(_ status: RunResult.RunStatusReached) -> RunResult {
      RunResult(id: folder.id, run: run, status: status, seconds: RunClock.now - startTime)
    }
    func outcome(_ status: RunStatus, reason: String? = nil) -> RunOutcome {
      RunOutcome(
        status: status, reason: reason, endedAt: Date(), seconds: RunClock.now - startTime,
        cpuSeconds: RunClock.threadProcessorTime - startProcessorTime)
    }
    do {
      try session.store.begin(folder.id, at: Date())
      let plan = try run.makePlan(threads: session.threads)
      let position = try start(plan)
      log.note("started", ["epoch": "\(position.epoch + 1)", "step": "\(position.step + 1)"], at: Date())
      session.report(.started(id: folder.id, run: run, resumedAt: position.epoch))
      let recorder = RunRecorder(
        id: folder.id, plan: plan, folder: folder, store: session.store, writer: session.writer,
        stop: session.stop)
      let ending = try TrainingLoop(plan: plan, task: task).run(from: position, observer: recorder)
      switch ending {
      case .completed:
        var completed = outcome(.completed)
        try recorder.save(at: .start(ofEpoch: task.epochs))
        try finish(folder, plan: plan, outcome: &completed)
        try session.store.finish(folder.id, completed)
        folder.keepRows(of: session.store)
        log.note("completed", at: Date())
        return result(.completed)
      case .stopped(let position):
        try recorder.save(at: position)
        try session.store.finish(folder.id, outcome(.interrupted, reason: "stopped on request"))
        folder.keepRows(of: session.store)
        log.note(
          "interrupted", ["epoch": "\(position.epoch + 1)", "step": "\(position.step + 1)"], at: Date())
        return result(.interrupted)
      case .diverged(let position):
        try session.writer.flush(run: folder.id)
        let reason = "the loss of epoch \(position.epoch + 1), step \(position.step + 1) is not finite"
        try session.store.finish(folder.id, outcome(.diverged, reason: reason))
        folder.keepRows(of: session.store)
        log.note("diverged", ["reason": reason], at: Date())
        return result(.diverged(epoch: position.epoch + 1))
      }
    } catch {
      log.note("failed", ["reason": "\(error)"], at: Date())
      // Epochs that were finished before the failure are stored before the run's end is.
      try? session.writer.flush(run: folder.id)
      try? session.store.finish(folder.id, outcome(.failed, reason: "\(error)"))
      return result(.failed(reason: "\(error)"))
    }
  }

  private var task: TrainingTask {
    TrainingTask(
      features: features,
      trainingExamples: features.indices(inFolds: run.experiment.split.train).map { Int32($0) },
      validationExamples: features.indices(inFolds: run.experiment.split.validation).map { Int32($0) },
      testExamples: features.indices(inFolds: run.experiment.split.test).map { Int32($0) },
      classCount: run.corpus.classNames.count, training: run.experiment.training,
      levelScale: LevelScale(run.experiment.frontEnd.features), seed: run.seed)
  }

  // MARK: Finishing

  /// Measures the final model, writes its weights, and adds both to `outcome`.
  private func finish(_ folder: RunFolder, plan: TrainingPlan, outcome: inout RunOutcome) throws {
    let task = task
    var evaluator = Evaluator(plan: plan, task: task)
    let trained = evaluator.metrics(of: task.trainingExamples)
    let judged = evaluator.metrics(of: task.validationExamples)
    let predictions = [
      (MetricSplit.validation, task.validationExamples), (.test, task.testExamples),
    ].flatMap { split, examples in
      self.predictions(of: examples, on: split, by: &evaluator, classCount: task.classCount)
    }
    let weights = plan.evaluatedParameters
    let document = ModelDocument(
      experiment: run.experiment.name, corpus: run.corpus.name, classNames: run.corpus.classNames,
      frontEnd: run.experiment.frontEnd, model: run.experiment.model,
      validationFolds: run.experiment.split.validation, validationAccuracy: judged.accuracy,
      weightsDigest: weightsDigest(of: weights).hexadecimal)
    try Safetensors.write(weights, metadata: ["run": folder.id], to: folder.weightsFile)
    try DurableFile.write(Data(document.text.utf8), to: folder.modelFile)
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

/// Where a training begins, and with which parameters.
private enum TrainingStart {
  /// Draws the first parameters of `seed`.
  static func fresh(plan: TrainingPlan, seed: UInt64) throws -> TrainingPosition {
    plan.initializeParameters(seed: seed)
    return .start(ofEpoch: 0)
  }

  /// Takes parameters and position of the newest checkpoint; begins anew where there is none yet.
  static func checkpoint(
    plan: TrainingPlan, folder: RunFolder, seed: UInt64
  ) throws -> TrainingPosition {
    guard FileManager.default.fileExists(atPath: folder.checkpointFile.path) else {
      return try fresh(plan: plan, seed: seed)
    }
    let checkpoint = try Checkpoint(from: folder.checkpointFile)
    try plan.restore(
      parameters: checkpoint.parameters, optimizerState: checkpoint.optimizerState,
      updateCount: checkpoint.updateCount)
    return checkpoint.position
  }
}

extension CorpusRecord {
  /// What the store keeps of `corpus`.
  fileprivate init(_ corpus: Corpus) {
    self.init(
      name: corpus.name, digest: corpus.digest, classNames: corpus.classNames,
      examples: corpus.examples.map {
        Example(clip: $0.id, label: $0.label, fold: $0.fold, source: $0.source)
      })
  }
}
