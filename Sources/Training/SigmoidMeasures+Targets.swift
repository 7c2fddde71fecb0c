import Evaluation
import Glibc

extension SigmoidMeasures {
  /// Returns the measures of logits `[example, class]` against targets of the same shape: 1 for each class that is heard,
  /// one at least, else 0.
  ///
  /// They are those of ``measures(logits:labels:classCount:)`` where a single class is heard. Else
  /// - `accuracy`: the share of clips whose greatest logit is that of a class that is heard;
  /// - `binaryCrossEntropy`: `(Σ_c ln(1 + exp(z_c)) - t_c z_c)`, divided by the classes;
  /// - `crossEntropy`: `-ln(p_c / Σ_k p_k)`, the mean over the classes that are heard;
  /// - `brier`: `Σ_c (p_c - t_c)²`.
  ///
  /// Checked in `EvaluatorTests`.
  static func measures(logits: [Float], targets: [Float], classCount: Int) -> ClassificationMeasures {
    var (binaryCrossEntropy, crossEntropy, brier) = (0.0, 0.0, 0.0)
    for start in stride(from: 0, to: logits.count, by: classCount) {
      let z = logits[start..<start + classCount].map(Double.init)
      let t = targets[start..<start + classCount].map(Double.init)
      let logarithms = z.map { -softplus(-$0) }
      let greatest = logarithms.max() ?? 0
      let logSum = greatest + log(logarithms.reduce(0) { $0 + exp($1 - greatest) })
      var (binary, cross) = (0.0, 0.0)
      for index in z.indices {
        binary += softplus(z[index]) - t[index] * z[index]
        cross += t[index] * (logSum - logarithms[index])
        let difference = exp(logarithms[index]) - t[index]
        brier += difference * difference
      }
      binaryCrossEntropy += binary / Double(classCount)
      crossEntropy += cross / t.reduce(0, +)
    }
    let count = Double(logits.count / classCount)
    return ClassificationMeasures(
      accuracy: MultiLabelMeasures.accuracy(scores: logits, targets: targets, classCount: classCount),
      crossEntropy: crossEntropy / count, brier: brier / count,
      binaryCrossEntropy: binaryCrossEntropy / count,
      multiLabel: MultiLabelMetrics(
        // The logit of a probability of one half is 0.
        macroF1: MultiLabelMeasures.macroF1(
          scores: logits, targets: targets, classCount: classCount, threshold: 0),
        averagePrecision: MultiLabelMeasures.meanAveragePrecision(
          scores: logits, targets: targets, classCount: classCount)))
  }
}
