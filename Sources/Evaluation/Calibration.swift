/// How far a model's confidence is to be believed: of the predictions made with some confidence, which share is
/// right.
///
/// The confidence of a prediction is its greatest probability. Bins are equal parts of 0...1, each without its lower
/// end.
///
/// Source: Guo et al., *On calibration of modern neural networks*, ICML 2017, equations 2, 3 and 5. Checked in
/// `CalibrationGoldenTests`.
public struct Calibration: Hashable, Sendable {
  /// The predictions whose confidence lies in one part of 0...1.
  public struct Bin: Hashable, Sendable {
    /// The part's lower end; it belongs to the bin below.
    public var lower: Double
    /// The part's upper end.
    public var upper: Double
    /// Predictions in it.
    public var count: Int
    /// The mean of their confidences; nil without predictions.
    public var confidence: Double?
    /// The share of them that is right; nil without predictions.
    public var accuracy: Double?
  }

  /// The parts of 0...1, ascending.
  public let bins: [Bin]
  /// The mean distance between confidence and accuracy, bins weighted by their predictions; in 0...1.
  public let expectedError: Double

  /// The calibration of predictions.
  ///
  /// - Parameters:
  ///   - probabilities: `[example, class]`, each row a distribution.
  ///   - labels: In `0..<classCount`.
  ///   - binCount: Parts of 0...1; at least 1.
  /// - Returns: Nil without examples.
  /// - Precondition: As many probabilities as labels times classes; labels in range.
  public init?(probabilities: [Float], labels: [Int32], classCount: Int, binCount: Int = 15) {
    precondition(binCount >= 1 && classCount >= 1, "at least one bin and one class")
    precondition(
      probabilities.count == labels.count * classCount,
      "\(probabilities.count) probabilities of \(labels.count) examples in \(classCount) classes")
    if labels.isEmpty { return nil }
    var counts = [Int](repeating: 0, count: binCount)
    var confidences = [Double](repeating: 0, count: binCount)
    var hits = counts
    for (example, label) in labels.enumerated() {
      precondition(label >= 0 && label < classCount, "label \(label) is outside 0..<\(classCount)")
      let row = probabilities[example * classCount..<(example + 1) * classCount]
      var best = row.startIndex
      for index in row.indices where row[index] > row[best] { best = index }
      let confidence = Double(row[best])
      // Clamped before it becomes a whole number: a probability may be rounded past 1, or be NaN.
      let place = (confidence * Double(binCount)).rounded(.up) - 1
      let bin = place > 0 ? Int(Swift.min(place, Double(binCount - 1))) : 0
      counts[bin] += 1
      confidences[bin] += confidence
      hits[bin] += best - row.startIndex == Int(label) ? 1 : 0
    }
    bins = (0..<binCount).map { bin in
      let count = Double(counts[bin])
      return Bin(
        lower: Double(bin) / Double(binCount), upper: Double(bin + 1) / Double(binCount), count: counts[bin],
        confidence: count > 0 ? confidences[bin] / count : nil,
        accuracy: count > 0 ? Double(hits[bin]) / count : nil)
    }
    expectedError = bins.reduce(0) { sum, bin in
      guard let confidence = bin.confidence, let accuracy = bin.accuracy else { return sum }
      return sum + Double(bin.count) / Double(labels.count) * abs(accuracy - confidence)
    }
  }
}
