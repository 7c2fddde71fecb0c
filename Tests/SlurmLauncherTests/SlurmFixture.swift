import ContentDigest
import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SlurmLauncher
import SweepRunner

/// A sweep of a few trials, and runs as a task would train them.
enum SlurmFixture {
  static let time = Date(timeIntervalSince1970: 1_790_000_000)

  static let corpus = CorpusRecord(
    name: "tones", digest: ContentDigest(of: "tones"), classNames: ["Dog", "Cat"],
    examples: (0..<4).map {
      CorpusRecord.Example(clip: "clip\($0).wav", label: $0 % 2, fold: $0 / 2 + 1, source: nil)
    })

  static func digest(ofTrial trial: Int) -> ContentDigest { ContentDigest(of: "trial \(trial)") }

  static func task(_ trial: Int, attempt: Int = 1, stageEpochs: Int? = nil) -> TrialTask {
    TrialTask(
      sweep: "dropout", trial: trial, attempt: attempt, stageEpochs: stageEpochs, experiment: "{}",
      folds: nil,
      allowsRepeats: false)
  }

  /// Declares the sweep with `count` waiting trials.
  static func declareSweep(in store: RunStore, trials count: Int) throws -> StoredSweep {
    let sweep = try store.create(
      SweepRecord(
        name: "dropout", specification: "{}", corpusName: "tones", corpusDigest: corpus.digest,
        trialLimit: nil,
        secondsLimit: nil, createdAt: time))
    try store.add(
      (1...count).map {
        TrialProposal(
          number: $0, hyperparameters: #"{"rate":0.\#($0)}"#, configurationDigest: digest(ofTrial: $0),
          askedAfter: 0)
      }, toSweep: sweep.id, at: time)
    return sweep
  }

  /// A run of trial `trial` that has come to epoch `epochs` of three, in a folder among `runs` and in
  /// `store`, as a process leaves it that was killed or has ended.
  @discardableResult
  static func train(
    _ trial: Int, to epochs: Int, seed: UInt64 = 1, id: String? = nil, as status: RunStatus = .completed,
    runs: URL, store: RunStore
  ) throws -> String {
    let id = id ?? "gen6-tones-s\(seed)-f1-\(trial)"
    try store.register(corpus)
    try store.register(
      ExperimentRecord(
        name: "gen6", title: "Generation 6", configurationDigest: digest(ofTrial: trial),
        configuration: #"{"name":"gen6"}"#, corpusName: "tones", corpusDigest: corpus.digest))
    if (try? store.runDetail(id)) == nil {
      try store.create(
        RunRecord(
          id: id, experiment: "gen6", corpus: "tones",
          identity: RunIdentity(
            configurationDigest: digest(ofTrial: trial), corpusDigest: corpus.digest, seed: seed, fold: 1),
          plannedEpochs: 3, parameterCount: 10, multiplyAccumulateCount: 10, threadCount: 1, createdAt: time,
          provenance: "{}"))
    }
    let folder = RunFolder(id: id, in: runs)
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    try store.begin(id, at: time)
    try store.record(
      epochs: (1...epochs).map { epoch in
        EpochRecord(
          run: id, epoch: epoch,
          metrics: [
            MetricValue(.trainAccuracy, 0.5), MetricValue(.trainLoss, 1 / Double(epoch)),
            MetricValue(.validationAccuracy, 0.25 * Double(epoch)),
          ])
      })
    if status == .running {
      try store.export(run: id, to: folder.rowsFile)
    } else {
      try store.finish(
        id, RunOutcome(status: status, reason: nil, endedAt: time, seconds: 1, cpuSeconds: 1),
        keepingRowsIn: folder.rowsFile)
    }
    try Data("weights after \(epochs)".utf8).write(to: folder.url.appending(path: "model.safetensors"))
    return id
  }
}
