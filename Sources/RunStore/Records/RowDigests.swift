import ContentDigest
import ExperimentSchema

/// What `earshot doctor` knows rows by: digests over their values in an order of their own, so that a value that
/// changed on the disk is found, whatever SQLite thinks of the page it is on.
extension ContentDigest {
  /// The digest of what was measured in an epoch.
  ///
  /// SHA-256 over a line for each metric, in the order of split and name (as bytes): `validation.accuracy`, a tab, the
  /// value's 16 hexadecimal digits (IEEE 754, the most significant first), a newline. -0 counts as 0, and every NaN as
  /// `7ff8000000000000`, which is how they are stored. Checked in `RowDigestTests`.
  static func ofEpoch(_ metrics: [MetricValue]) -> ContentDigest {
    var lines = EpochLines()
    for metric in metrics.sorted(by: { $0.metric.precedes($1.metric) }) {
      lines.append(split: metric.metric.split.rawValue, name: metric.metric.name, value: metric.value)
    }
    return lines.digest
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

/// The lines of an epoch that are digested, as its metrics come in the order of split and name.
struct EpochLines {
  private var bytes: [UInt8] = []

  /// Adds the line of a metric.
  mutating func append(split: String, name: String, value: Double) {
    append(heading: Self.heading(split: split, name: name), value: value)
  }

  /// What a metric's line begins with: for curves, whose epochs have it in common.
  static func heading(split: String, name: String) -> [UInt8] { Array("\(split).\(name)\t".utf8) }

  /// Adds the line that begins with `heading`.
  mutating func append(heading: [UInt8], value: Double) {
    if bytes.isEmpty { bytes.reserveCapacity(256) }
    bytes.append(contentsOf: heading)
    bytes.append(hexadecimal: value.storedBits, digitCount: 16)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Whether no line was added.
  var isEmpty: Bool { bytes.isEmpty }

  /// The digest of the lines so far.
  var digest: ContentDigest { ContentDigest(of: bytes) }
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
