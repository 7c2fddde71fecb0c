import ContentDigest
import ExperimentSchema
import Foundation
import Reporting
import RunStore

/// Reports over stores of made-up runs, as large as was promised.
struct StoredReports {
  /// A report, and how long it took.
  struct Figure {
    var what: String
    /// In seconds, each from the store's file to the finished text.
    var times: RepetitionTimes
    /// In seconds, at most.
    var promised: Double
    var byteCount: Int
    /// In bytes, at most.
    var promisedByteCount: Int?
  }

  private static let classNames = (1...10).map { "Class\($0)" }
  private static let clipsPerFold = 80
  private static let corpus = ContentDigest(of: "400 made-up clips")

  private let folder: URL
  private let experiments: [Experiment]
  private let history: History

  /// Reports on the history in `experimentFolder`, from stores that are made in `folder`.
  init(folder: URL, experimentFolder: URL) throws {
    self.folder = folder
    let catalog = ExperimentCatalog(folder: experimentFolder)
    history = try ExperimentDecoder.history(at: catalog.historyFile)
    experiments = try history.experiments.map { try ExperimentDecoder.experiment(at: catalog.file(of: $0)) }
  }

  /// The history over 300 runs of 200 epochs, in text and as a page.
  func historyOf300Runs(repetitions: Int) throws -> [Figure] {
    let file = folder.appending(path: "history.sqlite")
    try store(of: experiments, seeds: 10, epochs: 200).copy(to: file)
    func report() throws -> HistoryReport {
      try HistoryReport.make(
        history: history, experiments: experiments, store: RunStore.open(file, access: .readOnly),
        digest: { $0.configurationDigest(classNames: $1) })
    }
    let text = ReportFormat.text(width: 120, style: .unicode, withCurves: true)
    return [
      try figure("history over 300 runs, text", promised: 0.2, repetitions) {
        try report().rendered(as: text)
      },
      try figure("history over 300 runs, HTML", promised: 0.2, byteCount: 500_000, repetitions) {
        try report().rendered(as: .html)
      },
    ]
  }

  /// Two experiments of 5000 runs each, compared.
  func comparisonOf10000Runs(repetitions: Int) throws -> [Figure] {
    let file = folder.appending(path: "comparison.sqlite")
    let pair = Array(experiments.suffix(2))
    try store(of: pair, seeds: 1000, epochs: 2).copy(to: file)
    return [
      try figure("two experiments of 5000 runs each compared, text", promised: 2, repetitions) {
        let report = try ComparisonReport.make(
          subjects: pair.map { .init(label: $0.name, source: .experiment($0)) },
          store: RunStore.open(file, access: .readOnly),
          digest: { $0.configurationDigest(classNames: $1) })
        return report.rendered(as: .text(width: 120, style: .unicode, withCurves: false))
      }
    ]
  }

  private func figure(
    _ what: String, promised: Double, byteCount: Int? = nil, _ repetitions: Int, _ make: () throws -> String
  ) throws -> Figure {
    var times = RepetitionTimes()
    var text = ""
    for _ in 0..<repetitions { try times.measure { text = try make() } }
    return Figure(
      what: what, times: times, promised: promised, byteCount: text.utf8.count, promisedByteCount: byteCount)
  }

  // MARK: Stores

  /// Runs of `experiments` on five folds, with curves and predictions that differ from run to run.
  private func store(of experiments: [Experiment], seeds: Int, epochs: Int) throws -> RunStore {
    let store = try RunStore.inMemory()
    let clips = (0..<5 * Self.clipsPerFold).map { "clip-\($0).wav" }
    try store.register(
      CorpusRecord(
        name: "made-up", digest: Self.corpus, classNames: Self.classNames,
        examples: clips.enumerated().map { index, clip in
          .init(clip: clip, label: index % 10, fold: index / Self.clipsPerFold + 1, source: clip)
        }))
    for (place, experiment) in experiments.enumerated() {
      let digest = experiment.configurationDigest(classNames: Self.classNames)
      try store.register(
        ExperimentRecord(
          name: experiment.name, title: experiment.title, configurationDigest: digest,
          configuration: experiment.resolvedText, corpusName: "made-up", corpusDigest: Self.corpus))
      for seed in 1...seeds {
        for fold in 1...5 {
          try addRun(
            of: experiment, digest: digest, seed: seed, fold: fold, epochs: epochs, salt: place, to: store)
        }
      }
    }
    return store
  }

  private func addRun(
    of experiment: Experiment, digest: ContentDigest, seed: Int, fold: Int, epochs: Int, salt: Int,
    to store: RunStore
  ) throws {
    let id = "\(experiment.name)-made-up-s\(seed)-f\(fold)-0000beef"
    try store.create(
      RunRecord(
        id: id, experiment: experiment.name, corpus: "made-up",
        identity: RunIdentity(
          configurationDigest: digest, corpusDigest: Self.corpus, seed: UInt64(seed), fold: fold),
        plannedEpochs: epochs, parameterCount: 107_850, multiplyAccumulateCount: 107_392, threadCount: 1,
        createdAt: Date(), provenance: "{}"))
    try store.begin(id, at: Date())
    let level = Double((seed * 7 + fold * 3 + salt) % 13) / 130
    try store.record(
      epochs: (1...epochs).map { epoch in
        let progress = Double(epoch) / Double(epoch + 10)
        return EpochRecord(
          run: id, epoch: epoch,
          metrics: [
            MetricValue(.trainAccuracy, progress), MetricValue(.trainLoss, 1 - progress),
            MetricValue(.validationAccuracy, 0.6 * progress + level),
            MetricValue(.validationLoss, 1 - progress / 2),
            MetricValue(.validationCrossEntropy, 2 - progress),
            MetricValue(.validationBrier, 1 - progress / 2),
          ])
      })
    let first = (fold - 1) * Self.clipsPerFold
    let predictions = (first..<first + Self.clipsPerFold).map { clip in
      let label = clip % 10
      let said = (clip * 31 + seed * 17 + salt * 5) % 10 < 6 ? label : (label + 1 + clip % 3) % 10
      return Prediction(
        clip: "clip-\(clip).wav", split: .validation, label: label,
        probabilities: (0..<10).map { $0 == said ? 0.55 : 0.05 })
    }
    try store.finish(
      id,
      RunOutcome(status: .completed, endedAt: Date(), seconds: 1, cpuSeconds: 1, predictions: predictions))
  }
}
