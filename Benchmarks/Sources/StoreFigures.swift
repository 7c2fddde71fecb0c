import ContentDigest
import ExperimentSchema
import Foundation
import RunStore

/// What the store's work costs, on stores made for it in a folder of its own.
struct StoreFigures {
  /// A measured figure beside what was promised.
  struct Figure: Encodable {
    var what: String
    var unit: String
    /// The middle of the repetitions.
    var median: Double
    /// The promised value: at most, or where `isRate` at least.
    var promised: Double?
    var isRate = false
  }

  private let folder: URL
  private let experiment: URL
  private let repetitions: Int

  /// Figures of so many repetitions each; stores are made in `folder`, on whose disk their speed depends, and runs of
  /// the experiment in the file `experiment`.
  init(folder: URL, experiment: URL, repetitions: Int) throws {
    self.folder = folder
    self.experiment = experiment
    self.repetitions = repetitions
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// All figures, in the order of `docs/store.md`.
  func measure(_ show: (Figure) -> Void) throws {
    try show(handingOver())
    try show(committing())
    try show(listing())
    try show(filtering())
    try show(curve())
    try show(merging())
    try show(exporting())
    for figure in try recording() { show(figure) }
  }

  // MARK: Recording

  private func handingOver() throws -> Figure {
    let points = 60_000
    let seconds = try median { index in
      let store = try store("hand-over-\(index)")
      try declare(["a"], in: store, epochs: points / 6)
      let epochs = (1...points / 6).map { epoch("a", $0) }
      let writer = EpochWriter(store: store)
      let time = try elapsed { for epoch in epochs { try writer.record(epoch) } }
      try writer.flush()
      return time
    }
    return Figure(
      what: "handing over a point", unit: "µs", median: seconds / Double(points) * 1e6, promised: 2)
  }

  private func committing() throws -> Figure {
    let seconds = try median { index in
      let store = try store("commit-\(index)")
      try declare(["a"], in: store, epochs: 200)
      let epochs = (1...200).map { epoch("a", $0) }
      return try elapsed { try store.record(epochs: epochs) }
    }
    return Figure(
      what: "storing 200 epochs of 6 metrics in one transaction", unit: "ms", median: seconds * 1e3)
  }

  /// What a run of the experiment takes more than its training.
  private func recording() throws -> [Figure] {
    let trainings = try RecordedTrainings(experiment: experiment, in: folder.appending(path: "recorded"))
    _ = try trainings.share()
    let shares = try (0..<repetitions).map { _ in try trainings.share() }
    func figure(_ what: String, _ share: KeyPath<RecordedTrainings.Share, Double>) -> Figure {
      Figure(
        what: "a run of gen6 on 400 clips, more than its training: \(what)", unit: "%",
        median: 100 * shares.map { $0[keyPath: share] }.sorted()[repetitions / 2], promised: 10)
    }
    return [figure("processor time", \.processor), figure("time", \.wall)]
  }

  // MARK: Reading

  private func listing() throws -> Figure {
    let reader = try manyRuns()
    let seconds = try median { _ in
      try elapsed { guard try reader.runSummaries().count == 10_000 else { fatalError("runs are missing") } }
    }
    return Figure(what: "listing 10 000 runs", unit: "ms", median: seconds * 1e3, promised: 100)
  }

  private func filtering() throws -> Figure {
    let reader = try manyRuns()
    let filter = RunFilter(
      condition: try RunCondition(
        parsing: "validation.loss < 0.5 and training.epochs >= 2 and not tag = bad and experiment = gen6"))
    let seconds = try median { _ in
      try elapsed {
        _ = try reader.runSummaries(filter, sort: RunSort(parsing: "best(validation.accuracy):desc"))
      }
    }
    return Figure(
      what: "filtering them by a metric, a setting and a tag, sorted", unit: "ms", median: seconds * 1e3,
      promised: 100)
  }

  private func curve() throws -> Figure {
    let store = try store("curve")
    try declare(["a"], in: store, epochs: 100_000)
    try store.record(
      epochs: (1...100_000).map {
        EpochRecord(run: "a", epoch: $0, metrics: [MetricValue(.validationAccuracy, 0.5)])
      })
    let seconds = try median { _ in
      try elapsed { _ = try store.learningCurve(run: "a", metric: .validationAccuracy) }
    }
    return Figure(what: "reading a curve of 100 000 points", unit: "ms", median: seconds * 1e3, promised: 50)
  }

  /// A store of 10 000 runs of two epochs.
  private func manyRuns() throws -> RunStore {
    let file = folder.appending(path: "many.sqlite")
    if FileManager.default.fileExists(atPath: file.path) {
      return try RunStore.open(file, access: .readOnly)
    }
    let source = try RunStore.inMemory()
    let ids = (1...10_000).map { "run-\($0)" }
    try declare(ids, in: source, epochs: 2)
    try source.record(epochs: ids.flatMap { [epoch($0, 1), epoch($0, 2)] })
    // One copy of the whole, in place of 10 000 transactions.
    try source.copy(to: file)
    return try RunStore.open(file, access: .readOnly)
  }

  // MARK: Copying

  private func merging() throws -> Figure {
    let source = try store("source")
    let ids = (1...50).map { "run-\($0)" }
    try declare(ids, in: source, epochs: 500)
    try source.record(epochs: ids.flatMap { id in (1...500).map { epoch(id, $0) } })
    let points = 50.0 * 500 * 6
    let seconds = try median { index in
      let destination = try store("merged-\(index)")
      return try elapsed {
        let outcome = try destination.merge(from: source)
        guard outcome.added.count == 50 else { fatalError("runs are missing: \(outcome)") }
      }
    }
    return Figure(
      what: "merging runs of 500 epochs", unit: "points/s", median: points / seconds, promised: 100_000,
      isRate: true)
  }

  private func exporting() throws -> Figure {
    let store = try store("export")
    try declare(["a"], in: store, epochs: 200)
    try store.record(epochs: (1...200).map { epoch("a", $0) })
    let seconds = try median { _ in
      try elapsed { try store.export(run: "a", to: folder.appending(path: "run.sqlite")) }
    }
    return Figure(what: "writing a run of 200 epochs to its folder", unit: "ms", median: seconds * 1e3)
  }

  // MARK: Stores

  private func store(_ name: String) throws -> RunStore {
    try RunStore.open(folder.appending(path: "\(name).sqlite"), access: .readWrite)
  }

  private func declare(_ ids: [String], in store: RunStore, epochs: Int) throws {
    let corpus = ContentDigest(of: "corpus")
    let configuration = ContentDigest(of: "configuration")
    try store.register(CorpusRecord(name: "tones", digest: corpus, classNames: ["Dog", "Cat"], examples: []))
    try store.register(
      ExperimentRecord(
        name: "gen6", title: "", configurationDigest: configuration,
        configuration: #"{"training":{"epochs":200}}"#, corpusName: "tones", corpusDigest: corpus))
    for (index, id) in ids.enumerated() {
      try store.create(
        RunRecord(
          id: id, experiment: "gen6", corpus: "tones",
          identity: RunIdentity(
            configurationDigest: configuration, corpusDigest: corpus, seed: UInt64(index), fold: 1),
          plannedEpochs: epochs, parameterCount: 1, multiplyAccumulateCount: 1, threadCount: 1,
          createdAt: Date(), provenance: "{}"))
      try store.begin(id, at: Date())
    }
  }

  private func epoch(_ run: String, _ number: Int) -> EpochRecord {
    let value = 1 / Double(number)
    return EpochRecord(
      run: run, epoch: number,
      metrics: [
        MetricValue(.trainAccuracy, 1 - value), MetricValue(.trainLoss, value),
        MetricValue(.validationAccuracy, 1 - value), MetricValue(.validationLoss, value),
        MetricValue(.validationCrossEntropy, 3 * value), MetricValue(.validationBrier, value / 2),
      ])
  }

  // MARK: Time

  private func median(of work: (Int) throws -> Double) rethrows -> Double {
    let times = try (0..<repetitions).map(work).sorted()
    return times[times.count / 2]
  }

  private func elapsed(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    return try clock.measure(work) / .seconds(1)
  }
}
