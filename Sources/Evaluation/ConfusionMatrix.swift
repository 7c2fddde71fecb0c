/// How often each class was taken for each: `confusion[actual, predicted]`.
///
/// Checked in `ConfusionMatrixGoldenTests` against scikit-learn.
public struct ConfusionMatrix: Hashable, Sendable {
  /// The number of classes; at least 1.
  public let classCount: Int
  private var counts: [Int]

  /// A matrix without examples.
  ///
  /// - Precondition: `classCount` is at least 1.
  public init(classCount: Int) {
    precondition(classCount >= 1, "a confusion matrix has at least one class")
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
  }

  /// The matrix of `actual` and `predicted` labels, clip by clip.
  ///
  /// - Precondition: Both have the same length, and every label is in `0..<classCount`.
  public init(actual: [Int], predicted: [Int], classCount: Int) {
    precondition(actual.count == predicted.count, "each example has an actual and a predicted label")
    self.init(classCount: classCount)
    for (actual, predicted) in zip(actual, predicted) { self[actual, predicted] += 1 }
  }

  /// The examples of class `actual` that were taken for `predicted`.
  ///
  /// - Precondition: Both labels are in `0..<classCount`.
  public subscript(actual: Int, predicted: Int) -> Int {
    get { counts[index(actual, predicted)] }
    set { counts[index(actual, predicted)] = newValue }
  }

  private func index(_ actual: Int, _ predicted: Int) -> Int {
    precondition((0..<classCount).contains(actual), "the actual label \(actual) is no class")
    precondition((0..<classCount).contains(predicted), "the predicted label \(predicted) is no class")
    return actual * classCount + predicted
  }

  /// The number of examples.
  public var exampleCount: Int { counts.reduce(0, +) }

  /// The examples whose class is `actual`.
  public func exampleCount(of actual: Int) -> Int {
    (0..<classCount).reduce(0) { $0 + self[actual, $1] }
  }

  /// The share of examples predicted right, in 0...1; nil without examples.
  public var accuracy: Double? {
    let correct = (0..<classCount).reduce(0) { $0 + self[$1, $1] }
    return exampleCount == 0 ? nil : Double(correct) / Double(exampleCount)
  }

  /// The share of the examples of class `actual` that were predicted right, in 0...1; nil where there is no
  /// example of it.
  public func recall(of actual: Int) -> Double? {
    let total = exampleCount(of: actual)
    return total == 0 ? nil : Double(self[actual, actual]) / Double(total)
  }

  /// The share of the examples taken for class `predicted` that are of it, in 0...1; nil where none was.
  public func precision(of predicted: Int) -> Double? {
    let total = (0..<classCount).reduce(0) { $0 + self[$1, predicted] }
    return total == 0 ? nil : Double(self[predicted, predicted]) / Double(total)
  }
}
