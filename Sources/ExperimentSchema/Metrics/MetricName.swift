/// What a metric is measured on.
public enum MetricSplit: String, Codable, CaseIterable, Sendable {
  /// The clips the model learns from.
  case train
  /// The clips it is judged on after each epoch.
  case validation
  /// The clips kept aside for the end.
  case test
}

/// The name of a metric: what it is measured on and what is measured, written `validation.accuracy`.
public struct MetricName: Hashable, Sendable, CustomStringConvertible {
  /// The clips it is measured on.
  public var split: MetricSplit
  /// What is measured, such as `accuracy`; not empty.
  public var name: String

  /// The metric `name` on `split`.
  public init(_ split: MetricSplit, _ name: String) {
    self.split = split
    self.name = name
  }

  /// The metric written `text`, such as `validation.accuracy`; nil where it is not of that form.
  public init?(_ text: String) {
    guard let dot = text.firstIndex(of: "."), let split = MetricSplit(rawValue: String(text[..<dot])),
      dot != text.index(before: text.endIndex)
    else { return nil }
    self.init(split, String(text[text.index(after: dot)...]))
  }

  public var description: String { "\(split.rawValue).\(name)" }

  /// Accuracy over the epoch's batches as they were trained on, dropout active; in 0...1.
  public static let trainAccuracy = MetricName(.train, "accuracy")
  /// Loss over the epoch's batches as they were trained on, in the loss' own unit.
  public static let trainLoss = MetricName(.train, "loss")
  /// Accuracy on the training clips after the last epoch, dropout off; in 0...1.
  public static let trainEvaluatedAccuracy = MetricName(.train, "evaluatedAccuracy")
  /// Accuracy on the validation clips; in 0...1.
  public static let validationAccuracy = MetricName(.validation, "accuracy")
  /// Loss on the validation clips, in the loss' own unit.
  public static let validationLoss = MetricName(.validation, "loss")
  /// Cross-entropy on the validation clips, in nats: the unit in which runs of any loss compare.
  public static let validationCrossEntropy = MetricName(.validation, "crossEntropy")
  /// Brier score on the validation clips; in 0...2.
  public static let validationBrier = MetricName(.validation, "brier")
  /// Mean over classes of F1 on the validation clips, where several classes may be heard at once; in 0...1.
  public static let validationMacroF1 = MetricName(.validation, "macroF1")
  /// Mean over classes of the average precision on the validation clips, where several may be heard at once; in 0...1.
  public static let validationAveragePrecision = MetricName(.validation, "averagePrecision")
}

extension MetricName {
  /// What runs record, of training, validation and test; the last two of each of these only where several classes may be
  /// heard at once.
  public static let recorded: [MetricName] =
    [.trainAccuracy, .trainLoss, .trainEvaluatedAccuracy]
    + [MetricSplit.validation, .test].flatMap { split in measures.map { MetricName(split, $0) } }

  /// What is measured of a model on clips that it does not learn from.
  private static let measures = ["accuracy", "loss", "crossEntropy", "brier", "macroF1", "averagePrecision"]

  /// Whether the metric is a share in 0...1, of which more is better.
  public var isShare: Bool {
    ["accuracy", "evaluatedAccuracy", "macroF1", "averagePrecision"].contains(name)
  }

  /// Whether the greatest value is the best, or the least; nil where neither is known to be.
  public var isBestGreatest: Bool? {
    if isShare { return true }
    return ["loss", "crossEntropy", "brier"].contains(name) ? false : nil
  }
}
