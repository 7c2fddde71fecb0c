public import Evaluation
public import ExperimentSchema

/// A claim, and what the measurements say of it.
public struct JudgedClaim: Hashable, Sendable {
  /// What was claimed.
  public var claim: Claim
  /// The metric that was compared: the claim's, or, of losses in different units, one that they share.
  public var metric: String
  /// What the measurements say.
  public var verdict: Claim.Verdict
  /// What the numbers alone say: the verdict, had the corpus measured been the claim's.
  public var verdictByNumbers: Claim.Verdict
  /// Why that, in words.
  public var reasonByNumbers: String
  /// Why, in words, with the numbers that decided.
  public var reason: String
  /// The numbers, one for each experiment or pair compared.
  public var evidence: [Evidence]
  /// Where the verdict is inconclusive: the seeds that would decide if mean and deviation stayed as measured. Nil
  /// where fewer than two seeds leave the deviation open, and where ``ClaimJudge/greatestSeeds`` would not do.
  public var seedsToDecide: Int?

  /// Whether the claim names this very verdict as known and accepted.
  public var isAccepted: Bool { claim.accepted == verdict }

  /// A mean over seeds, of a value or of a paired difference.
  public struct Evidence: Hashable, Sendable {
    /// `gen6`, or `gen6 - gen4`.
    public var subject: String
    /// The mean over seeds and its spread; nil where nothing was measured.
    public var estimate: MeanEstimate?
    /// Its 95 % t interval; nil below two seeds.
    public var interval: ConfidenceInterval?
    /// Of a paired difference: the two-sided p-value, Holm-corrected over the claim's pairs.
    public var pValue: Double?
    /// The ids of the runs that it is the mean of.
    public var runs: [String] = []

    /// The mean over seeds; nil where nothing was measured.
    public var mean: Double? { estimate?.mean }
    /// The seeds it is the mean of.
    public var seedCount: Int { estimate?.count ?? 0 }
  }
}
