import ContentDigest
public import ExperimentSchema
import Foundation
import GRDB

/// A run in one line: the row of `runSummary`, unrounded, and what reports group runs by.
public struct RunSummary: Hashable, Sendable {
  /// The run's id.
  public var id: String
  /// Its place in the order in which runs were declared in this store.
  public var sequence: Int64
  /// The experiment's name.
  public var experiment: String
  /// The corpus' name.
  public var corpus: String
  /// Which observation it is.
  public var identity: RunIdentity
  /// Where it is in its life.
  public var status: RunStatus
  /// Why it ended, where it did not complete.
  public var reason: String?
  /// Epochs stored.
  public var epochs: Int
  /// Epochs it is to train.
  public var plannedEpochs: Int
  /// `train.accuracy` of the last epoch, in 0...1; nil where there is none or it is not finite.
  public var trainAccuracy: Double?
  /// `validation.accuracy` of the last epoch, in 0...1.
  public var validationAccuracy: Double?
  /// The greatest `validation.accuracy` of any epoch: selected on the fold it reports, so optimistic.
  public var bestValidationAccuracy: Double?
  /// The earliest epoch of that accuracy, from 1.
  public var bestEpoch: Int?
  /// `validation.loss` of the last epoch, in the loss' own unit.
  public var validationLoss: Double?
  /// `validation.crossEntropy` of the last epoch, in nats.
  public var validationCrossEntropy: Double?
  /// Values that are trained.
  public var parameterCount: Int
  /// Multiply-accumulates of one example's forward pass.
  public var multiplyAccumulateCount: Int
  /// Threads inside the run.
  public var threadCount: Int
  /// When it was declared, in UTC, such as `2026-11-22T14:30:05Z`.
  public var createdAt: String
  /// When it first began.
  public var startedAt: String?
  /// When it ended.
  public var endedAt: String?
  /// Wall time of training, in seconds, over all stretches of a run that went on; the work that a kill undid
  /// is not in it.
  public var seconds: Double?
  /// Processor time of all threads that trained, in seconds, over the same stretches.
  public var cpuSeconds: Double?
}

extension RunStore {
  /// The runs that `filter` admits.
  ///
  /// - Parameters:
  ///   - limit: Rows at most; nil for all.
  ///   - offset: Rows of the order that are passed over; at least 0.
  /// - Throws: ``RunStoreError/noSuchSetting(path:key:known:)`` or ``RunStoreError/noSuchMetric(_:)`` where
  ///   the condition or the order asks for what no run has.
  /// - Complexity: O(runs); 10 000 within 100 ms.
  public func runSummaries(
    _ filter: RunFilter = RunFilter(), sort: RunSort = .newestFirst, limit: Int? = nil, offset: Int = 0
  ) throws(RunStoreError) -> [RunSummary] {
    try read { try RunSummary.fetch($0, filter, sort: sort, limit: limit, offset: offset) }
  }

  /// How many runs `filter` admits.
  ///
  /// - Throws: As ``runSummaries(_:sort:limit:offset:)`` for the condition.
  public func runCount(_ filter: RunFilter = RunFilter()) throws(RunStoreError) -> Int {
    try read { database in
      try RunField.requireKnown(filter.condition?.fields ?? [], in: database)
      let sql =
        SQL(
          sql:
            "SELECT count(*) FROM run JOIN experiment USING (experimentID) JOIN corpus USING (corpusID) WHERE "
        )
        + filter.sql
      return try SQLRequest<Int>(literal: sql).fetchOne(database) ?? 0
    }
  }
}

extension RunSummary {
  static func fetch(
    _ database: Database, _ filter: RunFilter, sort: RunSort, limit: Int?, offset: Int = 0
  ) throws -> [RunSummary] {
    try RunField.requireKnown((filter.condition?.fields ?? []) + [sort.field], in: database)
    let sql =
      SQL(sql: selection + " WHERE ") + filter.sql + SQL(sql: " ORDER BY ") + sort.sql
      + SQL(sql: " LIMIT \(max(limit ?? -1, -1)) OFFSET \(max(offset, 0))")
    let rows = try SQLRequest<Row>(literal: sql).fetchCursor(database)
    var digests: [String: ContentDigest] = [:]
    var summaries: [RunSummary] = []
    while let row = try rows.next() { summaries.append(try RunSummary(row: row, digests: &digests)) }
    return summaries
  }

  private static let selection = """
    SELECT
      run.id, run.sequence, experiment.name, corpus.name, experiment.configurationDigest, corpus.digest,
      run.seed, run.fold, run.status, run.reason, run.epochs, run.plannedEpochs, run.trainAccuracy,
      run.validationAccuracy, run.bestValidationAccuracy, run.bestEpoch, run.validationLoss,
      run.validationCrossEntropy, run.parameters, run.macs, run.threads, run.createdAt, run.startedAt,
      run.endedAt, run.seconds, run.cpuSeconds
    FROM run JOIN experiment USING (experimentID) JOIN corpus USING (corpusID)
    """

  /// The run in `row`, whose columns are those of `selection`.
  private init(row: Row, digests: inout [String: ContentDigest]) throws {
    func digest(_ text: String) throws -> ContentDigest {
      if let known = digests[text] { return known }
      guard let digest = ContentDigest(hexadecimal: text) else {
        throw RunStoreError.damaged(file: nil, message: "\(text.debugDescription) is no digest")
      }
      digests[text] = digest
      return digest
    }
    let seed: Int64 = row[6]
    self.init(
      id: row[0], sequence: row[1], experiment: row[2], corpus: row[3],
      identity: RunIdentity(
        configurationDigest: try digest(row[4]), corpusDigest: try digest(row[5]),
        seed: UInt64(bitPattern: seed), fold: row[7]),
      status: RunStatus(rawValue: row[8]) ?? .failed, reason: row[9], epochs: row[10],
      plannedEpochs: row[11], trainAccuracy: row[12], validationAccuracy: row[13],
      bestValidationAccuracy: row[14], bestEpoch: row[15], validationLoss: row[16],
      validationCrossEntropy: row[17], parameterCount: row[18], multiplyAccumulateCount: row[19],
      threadCount: row[20], createdAt: row[21], startedAt: row[22], endedAt: row[23], seconds: row[24],
      cpuSeconds: row[25])
  }
}
