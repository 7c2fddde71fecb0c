/// How well one class is recognised where several may be heard at once.
///
/// Checked in `MultiLabelMeasuresGoldenTests`.
public struct LabelMeasures: Hashable, Sendable {
  /// In how many examples the class is called heard, and how rightly.
  public var counts: Counts
  /// `Σ (R_n - R_n-1) P_n`, in 0...1, P_n and R_n being precision and recall of all examples with at least the n-th
  /// greatest of the scores; nil where the class is heard in no example.
  ///
  /// Source: scikit-learn's `average_precision_score`.
  public var averagePrecision: Double?

  /// The score that an example has for the class, and whether it is heard there: above 0.
  typealias Example = (score: Float, target: Float)

  /// The measures of a class, called heard where its score is above `threshold`.
  init(_ examples: [Example], threshold: Float) {
    counts = Counts(examples, threshold: threshold)
    averagePrecision = Self.averagePrecision(of: examples)
  }

  /// Examples of a class.
  public struct Counts: Hashable, Sendable {
    /// Those in which it is heard.
    public var heard = 0
    /// Those in which it is called heard.
    public var called = 0
    /// Those in which it is called heard, and is.
    public var hits = 0

    init(_ examples: [Example], threshold: Float) {
      for (score, target) in examples {
        let isCalled = score > threshold
        if isCalled { called += 1 }
        if target > 0 { heard += 1 }
        if isCalled && target > 0 { hits += 1 }
      }
    }

    /// The share of ``called`` that is right, in 0...1; nil where the class is never called heard.
    public var precision: Double? { called == 0 ? nil : Double(hits) / Double(called) }
    /// The share of ``heard`` that is called so, in 0...1; nil where the class is never heard.
    public var recall: Double? { heard == 0 ? nil : Double(hits) / Double(heard) }
    /// 2 TP / (2 TP + FP + FN), in 0...1; nil where the class is never heard, of which nothing can be told.
    public var f1: Double? { heard == 0 ? nil : 2 * Double(hits) / Double(called + heard) }
  }

  static func averagePrecision(of examples: [Example]) -> Double? {
    let ranked = examples.sorted { $0.score > $1.score }
    let heard = ranked.count { $0.target > 0 }
    guard heard > 0 else { return nil }
    var (hits, earlierHits, sum) = (0, 0, 0.0)
    for (index, example) in ranked.enumerated() {
      if example.target > 0 { hits += 1 }
      // Equal scores are called heard together.
      if index + 1 < ranked.count, ranked[index + 1].score == example.score { continue }
      sum += Double(hits - earlierHits) * Double(hits) / Double(index + 1)
      earlierHits = hits
    }
    return sum / Double(heard)
  }
}
