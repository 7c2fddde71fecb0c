public import ContentDigest
public import Foundation

/// A sweep about to begin.
public struct SweepRecord: Hashable, Sendable {
  /// Its name, unique in the store.
  public var name: String
  /// What is searched and how, as JSON that needs no other file.
  public var specification: String
  /// The name of the corpus that its trials are trained on.
  public var corpusName: String
  /// The digest of that corpus.
  public var corpusDigest: ContentDigest
  /// Trials at most; nil for no limit.
  public var trialLimit: Int?
  /// Wall time of all stretches at most, in seconds; nil for no limit.
  public var secondsLimit: Double?
  /// When it was declared.
  public var createdAt: Date

  /// A sweep of these parts.
  public init(
    name: String, specification: String, corpusName: String, corpusDigest: ContentDigest, trialLimit: Int?,
    secondsLimit: Double?, createdAt: Date
  ) {
    self.name = name
    self.specification = specification
    self.corpusName = corpusName
    self.corpusDigest = corpusDigest
    self.trialLimit = trialLimit
    self.secondsLimit = secondsLimit
    self.createdAt = createdAt
  }
}

/// A sweep as the store has it.
public struct StoredSweep: Hashable, Sendable {
  /// Its number in this store.
  public var id: Int64
  /// Its name.
  public var name: String
  /// What is searched and how, as JSON that needs no other file.
  public var specification: String
  /// The name of the corpus that its trials are trained on.
  public var corpusName: String
  /// The digest of that corpus, in hexadecimal.
  public var corpusDigest: String
  /// When it was declared, in UTC, such as `2026-11-22T14:30:05Z`.
  public var createdAt: String
  /// Trials at most; nil for no limit.
  public var trialLimit: Int?
  /// Wall time of all stretches at most, in seconds; nil for no limit.
  public var secondsLimit: Double?
  /// Wall time of all stretches so far, in seconds.
  public var secondsSpent: Double
}

/// How many of a sweep's trials are in each state.
public struct TrialCounts: Hashable, Sendable {
  private var counts: [TrialStatus: Int] = [:]

  /// Counts of nothing.
  public init() {}

  /// The trials in `status`.
  public subscript(status: TrialStatus) -> Int {
    get { counts[status] ?? 0 }
    set { counts[status] = newValue }
  }

  /// All of them.
  public var total: Int { counts.values.reduce(0, +) }
  /// Those of which nothing more is done.
  public var ended: Int { counts.reduce(0) { $0 + ($1.key.isEnd ? $1.value : 0) } }
}
