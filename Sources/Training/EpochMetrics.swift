/// What one finished epoch measured.
public struct EpochMetrics: Hashable, Sendable {
  /// The epoch, from 0.
  public var epoch: Int
  /// Mean loss over the epoch's batches as they were trained on, dropout and
  /// regularization active, in the loss' unit; of smoothed targets where labels are smoothed.
  public var trainLoss: Double
  /// Accuracy over the same, in 0...1; of a mixed clip the class of the larger share is the right one, of several that
  /// are heard each.
  public var trainAccuracy: Double
  /// The measures on the validation clips after the epoch.
  public var validation: EvaluationMetrics
  /// The measures on the test clips after the epoch; nil where there are none.
  public var test: EvaluationMetrics?
}

/// What a model measures on some clips, dropout off.
public struct EvaluationMetrics: Hashable, Sendable {
  /// The share classified rightly, in 0...1; where several classes are heard, the share in which the likeliest is one of
  /// them.
  public var accuracy: Double
  /// Mean loss, in the loss' unit.
  public var loss: Double
  /// Mean cross-entropy, in nats: the unit in which runs of any loss compare. The probabilities of sigmoids are
  /// divided by their sum for it.
  public var crossEntropy: Double
  /// Brier score: mean over clips of the summed squared differences to the one-hot target, in 0...2; of sigmoids,
  /// whose probabilities do not sum to 1, up to the number of classes.
  public var brier: Double
  /// What there is to measure besides where several classes may be heard at once; nil where there is one for each clip.
  public var multiLabel: MultiLabelMetrics?
}

/// What a model measures on clips in which several classes may be heard at once: the mean over the classes that are heard
/// in any of them.
public struct MultiLabelMetrics: Hashable, Sendable {
  /// Harmonic mean of precision and recall, a class being called heard above a probability of one half; in 0...1.
  public var macroF1: Double
  /// Area under the curve of precision over recall; in 0...1.
  public var averagePrecision: Double

  /// Metrics of these parts.
  package init(macroF1: Double, averagePrecision: Double) {
    self.macroF1 = macroF1
    self.averagePrecision = averagePrecision
  }
}
