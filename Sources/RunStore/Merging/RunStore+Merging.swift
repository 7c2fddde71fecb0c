public import Foundation
import GRDB

extension RunStore {
  /// What came of merging one store into another.
  public struct MergeOutcome: Hashable, Sendable {
    /// Runs that were not there before, in the order of the source.
    public var added: [String] = []
    /// Runs that were there and have got further.
    public var advanced: [String] = []
    /// Runs of which there was nothing new.
    public var unchangedCount = 0
    /// Runs that could not be taken over, and why.
    public var refused: [Refusal] = []

    /// An outcome of nothing.
    public init() {}
  }

  /// A run that could not be taken over.
  public struct Refusal: Hashable, Sendable {
    /// The run's id.
    public var run: String
    /// Why; nothing of the run was stored.
    public var reason: RunStoreError
  }

  /// Takes over the runs of `source`, each in a transaction of its own.
  ///
  /// Runs are known by their ids: to merge again changes nothing. A run that both have is brought to the state of
  /// whichever has got further, and must be the same run (corpus, configuration, seed, fold, and the bits of every
  /// epoch that both hold). Epochs and predictions are held against their digests on the way, so that what was damaged
  /// in `source` is refused. Marks are united. Runs that were removed, here or there, stay as they are.
  ///
  /// Checked in `RunStoreMergeTests`; 100 000 points a second by `earshot-bench store`.
  ///
  /// - Parameters:
  ///   - source: Another store, which is only read.
  ///   - ids: Whole ids of the runs to take over; nil for all.
  /// - Throws: ``RunStoreError`` where this store cannot be written or `source` cannot be read at all. What is wrong with
  ///   one run is in the outcome, and does not keep the others.
  public func merge(from source: RunStore, runs ids: [String]? = nil) throws(RunStoreError) -> MergeOutcome {
    let wanted: [String]
    if let ids {
      wanted = ids
    } else {
      wanted = try source.read {
        try String.fetchAll($0, sql: "SELECT id FROM run WHERE removedAt IS NULL ORDER BY sequence")
      }
    }
    var outcome = MergeOutcome()
    for id in wanted {
      do throws(RunStoreError) {
        switch try merge(id, from: source) {
        case .added: outcome.added.append(id)
        case .advanced: outcome.advanced.append(id)
        case .unchanged: outcome.unchangedCount += 1
        }
      } catch {
        guard error.isOfOneRun else { throw error }
        outcome.refused.append(Refusal(run: id, reason: error))
      }
    }
    return outcome
  }

  private func merge(_ id: String, from source: RunStore) throws(RunStoreError) -> RunMerge.Result {
    try source.read { source in
      try write { destination in
        try RunMerge(id: id, source: source, destination: destination).perform()
      }
    }
  }

  /// Writes a store that holds run `id` alone, with all its rows, to `file`: what a run's folder keeps, and what
  /// ``merge(from:runs:)`` takes.
  ///
  /// The file is replaced at once: a crash leaves the old one or the new.
  ///
  /// - Throws: ``RunStoreError`` where there is no such run, or the folder cannot be written.
  /// - Complexity: O(rows of the run).
  public func export(run id: String, to file: URL) throws(RunStoreError) {
    try read { try Self.export(run: id, of: $0, to: file) }
  }

  /// Exports run `id` as `database` has it within its transaction.
  static func export(run id: String, of database: Database, to file: URL) throws {
    // Small pages: most tables of a single run are empty, and each takes one.
    let copy = try RunStore.inMemory(pageSize: 1024)
    try copy.write { _ = try RunMerge(id: id, source: database, destination: $0).perform() }
    try copy.copy(to: file)
  }
}

extension RunStoreError {
  /// Whether what failed is one run's, so that others can still be merged.
  fileprivate var isOfOneRun: Bool {
    switch self {
    case .damaged, .damagedRows, .mergeConflict, .corpusDiffers, .constraint, .epochDiffers, .noSuchRun,
      .removedRun:
      true
    default: false
    }
  }
}
