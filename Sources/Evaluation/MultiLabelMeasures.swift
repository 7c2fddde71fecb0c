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

  /// The mean over classes of F1 = 2 TP / (2 TP + FP + FN), in 0...1. Classes that are heard in no example tell nothing
  /// and are left out; 0 where none is heard at all.
  ///
  /// - Parameter threshold: A class is called heard where its score is above it.
  ///
  /// Source: scikit-learn's `f1_score(average="macro")` over the classes that are heard.
  public static func macroF1(scores: [Float], targets: [Float], classCount: Int, threshold: Float) -> Double {
    mean(scores, targets, classCount) { columns in
      var (hits, called, heard) = (0, 0, 0)
      for (score, target) in columns {
        let isCalled = score > threshold
        if isCalled { called += 1 }
        if target > 0 { heard += 1 }
        if isCalled && target > 0 { hits += 1 }
      }
      return 2 * Double(hits) / Double(called + heard)
    }
  }

  /// The mean over classes of the average precision, in 0...1: Σ (R_n - R_n-1) P_n, P_n and R_n being precision and
  /// recall of all examples with at least the n-th greatest of the scores. Classes that are heard in no example are left
  /// out; 0 where none is heard at all.
  ///
  /// - Complexity: O(n log n) for n examples, for each class.
  ///
  /// Source: scikit-learn's `average_precision_score(average="macro")` over the classes that are heard.
  public static func meanAveragePrecision(scores: [Float], targets: [Float], classCount: Int) -> Double {
    mean(scores, targets, classCount) { columns in
      let ranked = columns.sorted { $0.score > $1.score }
      let heard = ranked.count { $0.target > 0 }
      var (hits, earlierHits, sum) = (0, 0, 0.0)
      for (index, column) in ranked.enumerated() {
        if column.target > 0 { hits += 1 }
        // Equal scores are called heard together.
        if index + 1 < ranked.count, ranked[index + 1].score == column.score { continue }
        sum += Double(hits - earlierHits) * Double(hits) / Double(index + 1)
        earlierHits = hits
      }
      return sum / Double(heard)
    }
  }

  /// The mean of `measure` over the classes that are heard.
  private static func mean(
    _ scores: [Float], _ targets: [Float], _ classCount: Int,
    of measure: ([(score: Float, target: Float)]) -> Double
  ) -> Double {
    let count = exampleCount(scores, targets, classCount)
    var (sum, heardCount) = (0.0, 0)
    for label in 0..<classCount {
      let columns = (0..<count).map { (scores[$0 * classCount + label], targets[$0 * classCount + label]) }
      guard columns.contains(where: { $0.1 > 0 }) else { continue }
      sum += measure(columns)
      heardCount += 1
    }
    return heardCount > 0 ? sum / Double(heardCount) : 0
  }

  private static func exampleCount(_ scores: [Float], _ targets: [Float], _ classCount: Int) -> Int {
    precondition(
      classCount > 0 && !scores.isEmpty && scores.count == targets.count
        && scores.count.isMultiple(of: classCount),
      "\(scores.count) scores and \(targets.count) targets in \(classCount) classes")
    return scores.count / classCount
  }
}
