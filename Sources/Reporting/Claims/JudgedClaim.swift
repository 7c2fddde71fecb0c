public import Evaluation
public import ExperimentSchema

/// A claim, and what the measurements say of it.
public struct JudgedClaim: Hashable, Sendable {
  /// What was claimed.
  public var claim: Claim
  /// What the measurements say.
  public var verdict: Claim.Verdict
  /// Why, in words, with the numbers that decided.
  public var reason: String
  /// The numbers, one for each experiment or pair compared.
  public var evidence: [Evidence]

  /// A mean over seeds, of a value or of a paired difference.
  public struct Evidence: Hashable, Sendable {
    /// `gen6`, or `gen6 - gen4`.
    public var subject: String
    /// The mean over seeds; nil where nothing was measured.
    public var mean: Double?
    /// The seeds it is the mean of.
    public var seedCount: Int
    /// Its 95 % t interval; nil below two seeds.
    public var interval: ConfidenceInterval?
    /// Of a paired difference: the two-sided p-value, Holm-corrected over the claim's pairs.
    public var pValue: Double?
  }
}
