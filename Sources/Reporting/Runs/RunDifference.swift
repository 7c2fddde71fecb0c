import ContentDigest
import ExperimentSchema
import JSONText
public import RunStore

/// In what two runs differ, and where their numbers part. Checked in `RunDifferenceTests`.
public struct RunDifference: Sendable {
  /// The one run.
  public var first: RunDetail
  /// The other.
  public var second: RunDetail
  /// Where their epochs part; nil where no epoch that both have does.
  public var divergence: EpochDivergence?
  /// Epochs that both have.
  public var commonEpochCount: Int

  /// A setting or a fact that the runs do not share.
  public struct Leaf: Hashable, Sendable {
    /// Its key path, such as `training.optimizer.learningRate`.
    public var key: String
    /// What the one run has; nil where it has none such.
    public var first: String?
    /// What the other has.
    public var second: String?

    /// A leaf of these parts.
    public init(key: String, first: String?, second: String?) {
      self.key = key
      self.first = first
      self.second = second
    }
  }

  /// A number that at least one of them measured.
  public struct Measure: Hashable, Sendable {
    /// The metric's name, or `best(validation.accuracy)`.
    public var name: String
    public var first: Double?
    public var second: Double?

    /// The other run's less the one's.
    public var difference: Double? {
      guard let first, let second else { return nil }
      return second - first
    }
  }

  /// Reads the runs whose ids are `first` and `second`, or which are the only ones whose ids start so.
  ///
  /// - Throws: ``RunStoreError/noSuchRun(id:near:isEmpty:)`` with near ids, or
  ///   ``RunStoreError/ambiguousRun(prefix:matches:count:)``.
  public static func make(
    _ first: String, _ second: String, store: RunStore
  ) throws(RunStoreError) -> RunDifference {
    let details = (try store.runDetail(first), try store.runDetail(second))
    let epochs = (
      try store.recordedEpochs(ofRun: details.0.summary.id),
      try store.recordedEpochs(ofRun: details.1.summary.id)
    )
    return RunDifference(
      first: details.0, second: details.1, divergence: .first(between: epochs.0, and: epochs.1),
      commonEpochCount: min(epochs.0.count, epochs.1.count))
  }

  /// What they were to do: the settings that differ, the fold and the seed, the recordings.
  public var configuration: [Leaf] {
    func own(_ run: RunSummary) -> [(path: String, value: String)] {
      [
        ("corpus.digest", run.identity.corpusDigest.hexadecimal), ("experiment", run.experiment),
        ("fold", "\(run.identity.fold)"), ("seed", "\(run.identity.seed)"),
      ]
    }
    // What names a file, and the seeds of all its runs, are not what this run did.
    let left = ["training.seeds", "name", "title"]
    return Self.leaves(own(first.summary), own(second.summary))
      + Self.leaves(
        JSONNode(parsing: first.configuration).leaves(), JSONNode(parsing: second.configuration).leaves()
      )
      .filter { leaf in !left.contains(leaf.key) && !leaf.key.hasPrefix("claims") }
  }

  /// Which code trained them: commit, changes, binary, compiler.
  public var code: [Leaf] { provenance.filter { $0.key.hasPrefix("code.") } }

  /// Where they were trained: machine, libraries, environment, threads, command line.
  public var environment: [Leaf] {
    provenance.filter { !$0.key.hasPrefix("code.") && $0.key != "corpusDigest" }
  }

  private var provenance: [Leaf] {
    Self.leaves(JSONNode(parsing: first.provenance).leaves(), JSONNode(parsing: second.provenance).leaves())
  }

  /// What they measured in the last epoch, and the best validation accuracy.
  public var measures: [Measure] {
    func values(_ run: RunDetail) -> [(String, Double)] {
      run.finalMetrics.map { ($0.metric.description, $0.value) }
        + (run.summary.bestValidationAccuracy.map { [("best(validation.accuracy)", $0)] } ?? [])
    }
    let (one, other) = (values(first), values(second))
    let names = one.map(\.0) + other.map(\.0).filter { name in !one.contains { $0.0 == name } }
    return names.map { name in
      Measure(
        name: name, first: one.first { $0.0 == name }?.1, second: other.first { $0.0 == name }?.1)
    }
  }

  /// The leaves that differ, in the order of the first, those that only the second has behind them.
  private static func leaves(
    _ first: [(path: String, value: String)], _ second: [(path: String, value: String)]
  ) -> [Leaf] {
    let (one, other) = (
      Dictionary(first.map { ($0.path, $0.value) }) { value, _ in value },
      Dictionary(second.map { ($0.path, $0.value) }) { value, _ in value }
    )
    let paths = first.map(\.path) + second.map(\.path).filter { one[$0] == nil }
    return paths.filter { one[$0] != other[$0] }
      .map { Leaf(key: $0, first: one[$0], second: other[$0]) }
  }
}
