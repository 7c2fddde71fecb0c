/// Something a source says was measured, in a form that a measurement can contradict.
public struct Claim: Hashable, Sendable {
  /// Unique among all claims, such as `gen6.validation`.
  public var id: String
  /// What was measured, such as `validation.accuracy`; the value after the final epoch.
  public var metric: String
  /// What is said about it.
  public var statement: Statement
  /// How far a measurement may lie from the claim and still agree, in the metric's unit; at least 0.
  public var tolerance: Double
  /// The corpus it was measured on, such as `esc50-original32`; on another it is for reference only.
  public var corpus: String
  /// How the folds were used; `documented` is the experiment file's own split.
  public var protocolName: String
  /// Where it is written.
  public var source: String
  /// A verdict known and accepted: `earshot check` does not fail on it.
  public var accepted: Verdict?

  /// A claim of these parts.
  public init(
    id: String, metric: String, statement: Statement, tolerance: Double = Claim.defaultTolerance,
    corpus: String, protocolName: String = Claim.documentedProtocol, source: String, accepted: Verdict? = nil
  ) {
    self.id = id
    self.metric = metric
    self.statement = statement
    self.tolerance = tolerance
    self.corpus = corpus
    self.protocolName = protocolName
    self.source = source
    self.accepted = accepted
  }

  /// The tolerance where a claim names none.
  public static let defaultTolerance = 0.05
  /// The protocol where a claim names none: the experiment file's own split.
  public static let documentedProtocol = "documented"

  /// What a claim says of its metric.
  public enum Statement: Hashable, Sendable {
    /// `experiment`'s metric is `value`.
    case equals(experiment: String, value: Double)
    /// `experiment`'s metric is above `value`.
    case greaterThan(experiment: String, value: Double)
    /// `experiment`'s metric is above that of each of `others`.
    case greaterThanOthers(experiment: String, others: [String])
    /// The metric rises from each of `experiments` to the next.
    case order(experiments: [String])
  }

  /// What the measurements say of a claim.
  public enum Verdict: String, Codable, CaseIterable, Sendable {
    /// They agree with it.
    case replicated
    /// They contradict it.
    case notReplicated
    /// They are too few or too spread to tell.
    case inconclusive
    /// They come from another corpus than the claim.
    case referenceOnly
  }
}
