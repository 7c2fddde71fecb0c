public import ExperimentSchema

/// Something that is known of a run, by which runs are selected, ordered and shown.
public enum RunField: Hashable, Sendable {
  /// A column of the store.
  case column(RunColumn)
  /// Its marks.
  case tag
  /// A metric after the final epoch.
  case metric(MetricName)
  /// A metric's best epoch: the greatest accuracy, the least loss, cross-entropy or Brier score.
  case best(MetricName)
  /// A setting of its experiment, by the keys that lead to it; layers by their names.
  case setting([String])

  /// The field written `text`, such as `seed`, `validation.accuracy`, `best(validation.accuracy)` or
  /// `model.layers.dropout1.rate`.
  ///
  /// - Throws: ``RunFilterError`` where it is none.
  public init(_ text: String) throws(RunFilterError) {
    var parser = try RunFilterParser(text)
    self = try parser.wholeField()
  }

  /// What its values are.
  enum Kind {
    case text, number, time, status
    /// A setting may be a number, text, or true or false.
    case any
  }

  var kind: Kind {
    switch self {
    case .column(let column): column.kind
    case .tag: .text
    case .metric, .best: .number
    case .setting: .any
    }
  }

  /// The first keys of settings.
  static let settingRoots = ["corpus", "frontEnd", "model", "split", "training"]

  /// What a misspelt name may have been meant to be.
  static let knownNames: [String] =
    RunColumn.allCases.map(\.rawValue) + ["tag", "best"] + MetricName.recorded.map(\.description)
    + settingRoots
}

extension RunField: CustomStringConvertible {
  /// The field as a filter has it.
  public var description: String {
    switch self {
    case .column(let column): column.rawValue
    case .tag: "tag"
    case .metric(let metric): "\(metric)"
    case .best(let metric): "best(\(metric))"
    case .setting(let keys): keys.joined(separator: ".")
    }
  }
}

/// A column of the store that is known of every run.
public enum RunColumn: String, CaseIterable, Sendable {
  /// The order of declaration.
  case sequence
  case id, experiment, corpus, seed, fold, status, reason, epochs, plannedEpochs, trainAccuracy,
    validationAccuracy
  case bestValidationAccuracy, bestEpoch, validationLoss, validationCrossEntropy, parameters, macs, threads
  case seconds, cpuSeconds, createdAt, startedAt, endedAt

  /// The columns of `runSummary`, in its order.
  public static let summary: [RunColumn] = [
    .id, .experiment, .corpus, .seed, .fold, .status, .epochs, .trainAccuracy, .validationAccuracy,
    .bestValidationAccuracy, .bestEpoch, .validationLoss, .validationCrossEntropy, .parameters, .macs,
    .seconds,
    .startedAt,
  ]

  var kind: RunField.Kind {
    switch self {
    case .id, .experiment, .corpus, .reason: .text
    case .status: .status
    case .createdAt, .startedAt, .endedAt: .time
    default: .number
    }
  }
}
