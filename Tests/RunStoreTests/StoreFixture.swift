import ContentDigest
import ExperimentSchema
import Foundation
import GRDB
import RunStore

/// A corpus of two classes, an experiment on it, and runs as the runner would declare them.
enum StoreFixture {
  static let time = Date(timeIntervalSince1970: 1_790_000_000)

  static let corpus = CorpusRecord(
    name: "tones", digest: ContentDigest(of: "tones"), classNames: ["Dog", "Cat"],
    examples: (0..<4).map {
      CorpusRecord.Example(
        clip: "clip\($0).wav", label: $0 % 2, fold: $0 / 2 + 1, source: "recording \($0 / 2)")
    })

  static let experiment = ExperimentRecord(
    name: "gen6", title: "Generation 6", configurationDigest: ContentDigest(of: "gen6"),
    configuration: #"{"name":"gen6"}"#, corpusName: "tones", corpusDigest: corpus.digest)

  static func run(
    _ id: String, seed: UInt64 = 1, fold: Int = 1, epochs: Int = 3
  ) -> RunRecord {
    RunRecord(
      id: id, experiment: "gen6", corpus: "tones",
      identity: RunIdentity(
        configurationDigest: experiment.configurationDigest, corpusDigest: corpus.digest, seed: seed,
        fold: fold),
      plannedEpochs: epochs, parameterCount: 107_850, multiplyAccumulateCount: 107_000, threadCount: 1,
      createdAt: time, provenance: #"{"commit":"f82e0ce"}"#)
  }

  static func epoch(_ run: String, _ epoch: Int, accuracy: Double = 0.5) -> EpochRecord {
    EpochRecord(
      run: run, epoch: epoch,
      metrics: [
        MetricValue(.trainAccuracy, accuracy + 0.1), MetricValue(.trainLoss, 1 / Double(epoch)),
        MetricValue(.validationAccuracy, accuracy), MetricValue(.validationLoss, 2 / Double(epoch)),
        MetricValue(.validationCrossEntropy, 3 / Double(epoch)),
      ])
  }

  static func outcome(_ status: RunStatus, reason: String? = nil) -> RunOutcome {
    RunOutcome(
      status: status, reason: reason, endedAt: time.addingTimeInterval(60), seconds: 1.5, cpuSeconds: 1.25)
  }

  /// Registers corpus and experiment, and starts runs of these ids.
  static func begin(_ ids: [String], in store: RunStore, epochs: Int = 3) throws {
    try store.register(corpus)
    try store.register(experiment)
    for (index, id) in ids.enumerated() {
      try store.create(run(id, seed: UInt64(index + 1), epochs: epochs))
      try store.begin(id, at: time)
    }
  }
}

/// A folder that is gone when the value is.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "earshot-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var store: URL { url.appending(path: "earshot.sqlite") }
}

extension TemporaryFolder {
  /// Adds `count` copies of the run `run-0` to the store, as `run-1` and so on.
  func copyRun(count: Int) throws {
    try DatabaseQueue(path: store.path).write { database in
      try database.execute(
        sql: """
          WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
          INSERT INTO run (
            id, experimentID, seed, fold, status, plannedEpochs, epochs, trainAccuracy, validationAccuracy,
            bestValidationAccuracy, bestEpoch, validationLoss, validationCrossEntropy, parameters, macs, threads,
            createdAt, startedAt, provenance)
          SELECT 'run-' || n, experimentID, n, fold, status, plannedEpochs, epochs, trainAccuracy,
            validationAccuracy, (n * 7919 % 1000) / 1000.0, bestEpoch, validationLoss, validationCrossEntropy,
            parameters, macs, threads, createdAt, startedAt, provenance
          FROM run, number WHERE id = 'run-0'
          """, arguments: [count])
    }
  }
}
