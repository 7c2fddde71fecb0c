extension ConfusionMatrix {
  /// The harmonic mean of precision and recall of class `label`, in 0...1: `2 TP / (2 TP + FP + FN)`; nil where the
  /// class has no example and was never predicted.
  public func f1(of label: Int) -> Double? {
    let predicted = (0..<classCount).reduce(0) { $0 + self[$1, label] }
    let total = exampleCount(of: label) + predicted
    return total == 0 ? nil : 2 * Double(self[label, label]) / Double(total)
  }

  /// The mean of the classes' F1, each class alike however many examples it has; classes without one are left out, as
  /// scikit-learn leaves out labels that do not occur. Nil without examples.
  public var macroF1: Double? { mean(of: (0..<classCount).compactMap { f1(of: $0) }) }
}
