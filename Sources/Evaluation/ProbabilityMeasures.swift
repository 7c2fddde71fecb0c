import Glibc

/// What probabilities are worth against the labels, as means over examples.
///
/// Probabilities are `[example, class]`, each row a distribution; labels are in `0..<classCount`. Sums are
/// taken in double precision in the order of the examples.
///
/// - Precondition: As many probabilities as labels times classes; at least one example; labels in range.
///
/// Checked in `ProbabilityMeasuresGoldenTests`.
public enum ProbabilityMeasures {
  /// The share of examples whose greatest probability, the lowest class on a tie, is their label's; in 0...1.
  public static func accuracy(probabilities: [Float], labels: [Int32], classCount: Int) -> Double {
    mean(probabilities, labels, classCount) { row, label in
      var best = 0
      for index in row.indices where row[index] > row[best] { best = index }
      return best == label ? 1 : 0
    }
  }

  /// The mean over examples and classes of `(probability - target)²`, target being 1 for the label, else 0.
  public static func meanSquaredError(probabilities: [Float], labels: [Int32], classCount: Int) -> Double {
    brierScore(probabilities: probabilities, labels: labels, classCount: classCount) / Double(classCount)
  }

  /// The mean over examples of `-ln(probability of the label)`, in nats.
  ///
  /// Taken from logarithms, as PyTorch takes it from logits: a probability that is too small for a `Float` still
  /// costs what it costs. From probabilities it would be infinite, or less than it is where they are clamped.
  ///
  /// - Parameter logProbabilities: Natural logarithms of the probabilities, `[example, class]`.
  public static func crossEntropy(logProbabilities: [Float], labels: [Int32], classCount: Int) -> Double {
    mean(logProbabilities, labels, classCount) { row, label in -Double(row[label]) }
  }

  /// The mean over examples of `Σ (probability - target)²` over the classes, in 0...2; smaller is better.
  ///
  /// Source: Brier 1950, *Verification of forecasts expressed in terms of probability*, equation 2: the sum
  /// over all classes, not the half of it that is usual for two.
  public static func brierScore(probabilities: [Float], labels: [Int32], classCount: Int) -> Double {
    mean(probabilities, labels, classCount) { row, label in
      var sum = 0.0
      for (index, probability) in row.enumerated() {
        let difference = Double(probability) - (index == label ? 1 : 0)
        sum += difference * difference
      }
      return sum
    }
  }

  private static func mean(
    _ probabilities: [Float], _ labels: [Int32], _ classCount: Int,
    of measure: (_ row: UnsafeBufferPointer<Float>, _ label: Int) -> Double
  ) -> Double {
    precondition(
      classCount > 0 && !labels.isEmpty && probabilities.count == labels.count * classCount,
      "\(probabilities.count) probabilities of \(labels.count) examples in \(classCount) classes")
    return probabilities.withUnsafeBufferPointer { table in
      var sum = 0.0
      for (example, label) in labels.enumerated() {
        precondition(label >= 0 && label < classCount, "label \(label) is outside 0..<\(classCount)")
        sum += measure(
          UnsafeBufferPointer(rebasing: table[example * classCount..<(example + 1) * classCount]), Int(label))
      }
      return sum / Double(labels.count)
    }
  }
}
