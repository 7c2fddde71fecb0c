import Evaluation
import Glibc

/// What a model measures on some clips, whatever its loss.
struct ClassificationMeasures {
  var accuracy: Double
  /// In nats.
  var crossEntropy: Double
  var brier: Double
  /// The mean over clips and classes, in nats; 0 where the model does not end in sigmoids.
  var binaryCrossEntropy = 0.0
  /// Where several classes may be heard at once.
  var multiLabel: MultiLabelMetrics?
}

/// Measures of a model that ends in a sigmoid for each class, from its logits.
enum SigmoidMeasures {
  /// Returns the measures of logits `[example, class]`.
  ///
  /// - `binaryCrossEntropy`: `Σ_c ln(1 + exp(z_c)) - z_label`, divided by the classes.
  /// - `crossEntropy`: `-ln(p_label / Σ_c p_c)`, the probabilities made to sum to 1, so that it compares with
  ///   that of a softmax and no model gains by calling everything likely.
  /// - `brier`: `Σ_c (p_c - t_c)²` of the probabilities as they are.
  ///
  /// Checked in `EvaluatorTests`.
  static func measures(logits: [Float], labels: [Int32], classCount: Int) -> ClassificationMeasures {
    var (binaryCrossEntropy, crossEntropy, brier) = (0.0, 0.0, 0.0)
    for (row, label) in labels.enumerated() {
      let z = logits[row * classCount..<(row + 1) * classCount].map(Double.init)
      let logarithms = z.map { -softplus(-$0) }
      let greatest = logarithms.max() ?? 0
      let logSum = greatest + log(logarithms.reduce(0) { $0 + exp($1 - greatest) })
      binaryCrossEntropy += (z.reduce(0) { $0 + softplus($1) } - z[Int(label)]) / Double(classCount)
      crossEntropy += logSum - logarithms[Int(label)]
      for (index, logarithm) in logarithms.enumerated() {
        let difference = exp(logarithm) - (index == Int(label) ? 1 : 0)
        brier += difference * difference
      }
    }
    let count = Double(labels.count)
    return ClassificationMeasures(
      // The greatest logit is the greatest probability.
      accuracy: ProbabilityMeasures.accuracy(
        probabilities: logits, labels: labels, classCount: classCount),
      crossEntropy: crossEntropy / count, brier: brier / count,
      binaryCrossEntropy: binaryCrossEntropy / count)
  }

  /// `ln(1 + exp(x))`, without overflow.
  static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}
