import ContentDigest

/// What `earshot doctor` knows rows by: digests over their values in an order of their own, so that a value that
/// changed on the disk is found, whatever SQLite thinks of the page it is on.
extension ContentDigest {
  /// The digest of what was measured in an epoch.
  ///
  /// SHA-256 over a line for each metric, in the order of split and name (as bytes): `validation.accuracy`, a tab, the
  /// value's 16 hexadecimal digits (IEEE 754, the most significant first), a newline. -0 counts as 0, and every NaN as
  /// `7ff8000000000000`, which is how they are stored. Checked in `RowDigestTests`.
  static func ofEpoch(_ metrics: [MetricValue]) -> ContentDigest {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(48 * metrics.count)
    for metric in metrics.sorted(by: { $0.metric.precedes($1.metric) }) {
      bytes.append(contentsOf: metric.metric.split.rawValue.utf8)
      bytes.append(UInt8(ascii: "."))
      bytes.append(contentsOf: metric.metric.name.utf8)
      bytes.append(UInt8(ascii: "\t"))
      bytes.append(hexadecimal: metric.value.storedBits, digitCount: 16)
      bytes.append(UInt8(ascii: "\n"))
    }
    return ContentDigest(of: bytes)
  }

  /// The digest of what a model said of its clips.
  ///
  /// SHA-256 over a line for each clip, in the order of clips (as bytes): clip, split, label and predicted label, and
  /// the 8 hexadecimal digits of each probability in one word, with tabs between and a newline at the end. Checked in
  /// `RowDigestTests`.
  static func ofPredictions(_ predictions: [Prediction]) -> ContentDigest {
    var bytes: [UInt8] = []
    for prediction in predictions.sorted(by: { $0.clip.utf8.lexicographicallyPrecedes($1.clip.utf8) }) {
      let words =
        "\(prediction.clip)\t\(prediction.split.rawValue)\t\(prediction.label)\t\(prediction.predicted)\t"
      bytes.append(contentsOf: words.utf8)
      for probability in prediction.probabilities {
        bytes.append(hexadecimal: UInt64(probability.bitPattern), digitCount: 8)
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    return ContentDigest(of: bytes)
  }
}

extension MetricName {
  /// The order in which SQLite has split and name.
  fileprivate func precedes(_ other: MetricName) -> Bool {
    if split != other.split { return split.rawValue < other.split.rawValue }
    return name.utf8.lexicographicallyPrecedes(other.name.utf8)
  }
}

extension Double {
  /// The bits of the number as it comes back from the store.
  fileprivate var storedBits: UInt64 {
    if isNaN { return Double.nan.bitPattern }
    return self == 0 ? 0 : bitPattern
  }
}

extension [UInt8] {
  /// Appends the last `digitCount` hexadecimal digits of `number`, the most significant first.
  fileprivate mutating func append(hexadecimal number: UInt64, digitCount: Int) {
    for place in stride(from: 4 * (digitCount - 1), through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(place)) & 15
      append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
    }
  }
}
