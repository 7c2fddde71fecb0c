/// What scores are worth where several classes may be right at once.
///
/// Scores, such as probabilities or logits, and targets, 1 for each class that is heard and else 0, are
/// `[example, class]`.
///
/// - Precondition: As many scores as targets; at least one example.
///
/// Checked in `MultiLabelMeasuresGoldenTests`.
public enum MultiLabelMeasures {
  /// The share of examples whose greatest score, the lowest class on a tie, is that of a class that is heard; in 0...1.
  public static func accuracy(scores: [Float], targets: [Float], classCount: Int) -> Double {
    let count = exampleCount(scores, targets, classCount)
    var hits = 0
    for start in stride(from: 0, to: count * classCount, by: classCount) {
      var best = start
      for index in start..<start + classCount where scores[index] > scores[best] { best = index }
      if targets[best] > 0 { hits += 1 }
    }
    return Double(hits) / Double(count)
  }

  /// The mean over classes of F1, in 0...1. Classes that are heard in no example tell nothing and are left out; 0 where
  /// none is heard at all.
  ///
  /// - Parameter threshold: A class is called heard where its score is above it.
  ///
  /// Source: scikit-learn's `f1_score(average="macro")` over the classes that are heard.
  public static func macroF1(scores: [Float], targets: [Float], classCount: Int, threshold: Float) -> Double {
    mean(scores, targets, classCount) { LabelMeasures.Counts($0, threshold: threshold).f1 }
  }

  /// The mean over classes of the average precision, in 0...1. Classes that are heard in no example are left out; 0 where
  /// none is heard at all.
  ///
  /// - Complexity: O(n log n) for n examples, for each class.
  ///
  /// Source: scikit-learn's `average_precision_score(average="macro")` over the classes that are heard.
  public static func meanAveragePrecision(scores: [Float], targets: [Float], classCount: Int) -> Double {
    mean(scores, targets, classCount) { LabelMeasures.averagePrecision(of: $0) }
  }

  /// The measures of each class by itself.
  ///
  /// - Parameter threshold: A class is called heard where its score is above it.
  /// - Complexity: O(n log n) for n examples, for each class.
  public static func byClass(
    scores: [Float], targets: [Float], classCount: Int, threshold: Float
  ) -> [LabelMeasures] {
    (0..<classCount).map { label in
      LabelMeasures(column(label, scores, targets, classCount), threshold: threshold)
    }
  }

  /// The mean of `measure`, nil of classes that are heard in no example, over the others.
  private static func mean(
    _ scores: [Float], _ targets: [Float], _ classCount: Int,
    of measure: ([LabelMeasures.Example]) -> Double?
  ) -> Double {
    let values = (0..<classCount).compactMap { measure(column($0, scores, targets, classCount)) }
    return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// What is said of class `label` and what is so, by example.
  private static func column(
    _ label: Int, _ scores: [Float], _ targets: [Float], _ classCount: Int
  ) -> [LabelMeasures.Example] {
    (0..<exampleCount(scores, targets, classCount)).map {
      (scores[$0 * classCount + label], targets[$0 * classCount + label])
    }
  }

  private static func exampleCount(_ scores: [Float], _ targets: [Float], _ classCount: Int) -> Int {
    precondition(
      classCount > 0 && !scores.isEmpty && scores.count == targets.count
        && scores.count.isMultiple(of: classCount),
      "\(scores.count) scores and \(targets.count) targets in \(classCount) classes")
    return scores.count / classCount
  }
}
