import ExperimentSchema

extension MetricName {
  /// The metric as headings have it, such as `macro F1` of `validation.macroF1`.
  var words: String {
    switch name {
    case "macroF1": "macro F1"
    case "averagePrecision": "average precision"
    case "evaluatedAccuracy": "accuracy, dropout off"
    case "crossEntropy": "cross-entropy"
    case "brier": "Brier score"
    default: name
    }
  }
}
