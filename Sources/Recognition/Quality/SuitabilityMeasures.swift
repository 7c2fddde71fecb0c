import Evaluation

/// How well verdicts on recordings agree with what their sounds mean to children.
///
/// A miss is worse than a false alarm, and both are worse than asking an adult: so they are counted apart and never
/// added up. Checked in `SuitabilityMeasuresTests`.
public struct SuitabilityMeasures: Sendable, Hashable {
  /// Verdicts on recordings that disturb.
  public private(set) var onDisturbing = VerdictCounts()
  /// Verdicts on recordings that suit.
  public private(set) var onSuitable = VerdictCounts()
  /// `[recording, (suitable, disturbing)]`, and what they are.
  private var probabilities: [Float] = []
  private var labels: [Int32] = []

  /// How often each verdict was given.
  public struct VerdictCounts: Sendable, Hashable {
    public var suitable = 0
    public var disturbing = 0
    public var uncertain = 0

    /// All of them.
    public var total: Int { suitable + disturbing + uncertain }
  }

  /// Measures of no recording yet.
  public init() {}

  /// Adds a recording that `isDisturbing` or not, and how it was judged.
  public mutating func add(isDisturbing: Bool, judgement: SuitabilityJudgement) {
    func count(_ counts: inout VerdictCounts) {
      switch judgement.verdict {
      case .suitable: counts.suitable += 1
      case .disturbing: counts.disturbing += 1
      case .uncertain: counts.uncertain += 1
      }
    }
    if isDisturbing { count(&onDisturbing) } else { count(&onSuitable) }
    let probability = Float(judgement.evidence.disturbingProbability)
    probabilities += [1 - probability, probability]
    labels.append(isDisturbing ? 1 : 0)
  }

  /// The share of disturbing recordings that were called suitable; nil without any.
  public var misses: Double? { share(onDisturbing.suitable, of: onDisturbing.total) }
  /// The share of suitable recordings that were called disturbing; nil without any.
  public var falseAlarms: Double? { share(onSuitable.disturbing, of: onSuitable.total) }
  /// The share of all recordings that were left to an adult; nil without any.
  public var abstentions: Double? {
    share(onDisturbing.uncertain + onSuitable.uncertain, of: onDisturbing.total + onSuitable.total)
  }
  /// How far the probability that a recording disturbs is to be believed: the expected calibration error of calling
  /// it disturbing or not, in 15 bins; nil without recordings.
  public var expectedCalibrationError: Double? {
    Calibration(probabilities: probabilities, labels: labels, classCount: 2)?.expectedError
  }

  private func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
