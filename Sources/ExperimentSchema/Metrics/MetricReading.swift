/// Which of a run's epochs a metric is read from.
public enum EpochChoice: Hashable, Sendable {
  /// The last.
  case final
  /// The one in which the metric itself is highest: optimistic.
  case best
  /// The first one in which `validation.accuracy` is highest: honest of clips that are not among those.
  case selected
}

/// A metric in one epoch, written `validation.accuracy` for the final one, `best(validation.accuracy)`, or
/// `selected(test.accuracy)`.
public struct MetricReading: Hashable, Sendable, CustomStringConvertible {
  /// What was measured.
  public var metric: MetricName
  /// The epoch that counts.
  public var epoch: EpochChoice

  /// `metric` in `epoch`.
  public init(_ metric: MetricName, in epoch: EpochChoice = .final) {
    self.metric = metric
    self.epoch = epoch
  }

  /// The reading written `text`; nil where it is not of that form.
  public init?(_ text: String) {
    let choices: [(prefix: String, epoch: EpochChoice)] = [("best(", .best), ("selected(", .selected)]
    let choice = choices.first { text.hasPrefix($0.prefix) && text.hasSuffix(")") }
    let bare = choice.map { String(text.dropFirst($0.prefix.count).dropLast()) } ?? text
    guard let metric = MetricName(bare) else { return nil }
    self.init(metric, in: choice?.epoch ?? .final)
  }

  public var description: String {
    switch epoch {
    case .final: metric.description
    case .best: "best(\(metric))"
    case .selected: "selected(\(metric))"
    }
  }
}

extension MetricReading {
  /// What a claim may be about: the final epoch's, and the best accuracy. Test folds are folds that nothing was
  /// reported on.
  static let ofClaims =
    MetricName.recorded.filter { $0.split != .test }.map { MetricReading($0) }
    + [MetricReading(.validationAccuracy, in: .best)]

  /// What an ablation may compare: the final epoch's, the best one's of shares, and, on test folds, that of the epoch
  /// selected by validation accuracy.
  public static let ofAblations: [MetricReading] = {
    let judged = MetricName.recorded.filter { $0.split != .train }
    return MetricName.recorded.map { MetricReading($0) }
      + judged.filter(\.isShare).map { MetricReading($0, in: .best) }
      + judged.filter { $0.split == .test }.map { MetricReading($0, in: .selected) }
  }()

  /// What a sweep may go by: what is recorded of training and validation. Test folds are folds that nothing is chosen by.
  static let ofSweeps = ofAblations.filter { $0.metric.split != .test }
}
