import Foundation

/// How values are written into columns.

extension [String] {
  /// The strings as a JSON array.
  var jsonArray: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // An array of strings always encodes.
    guard let data = try? encoder.encode(self) else { return "[]" }
    return String(decoding: data, as: UTF8.self)
  }

  /// The strings of a JSON array; empty where `json` is none.
  init(jsonArray json: String) {
    self = (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
  }
}

extension [Int] {
  /// The numbers as a JSON array.
  var jsonArray: String { "[" + map(String.init).joined(separator: ",") + "]" }

  /// The numbers of a JSON array; empty where `json` is none.
  init(jsonArray json: String) {
    self = (try? JSONDecoder().decode([Int].self, from: Data(json.utf8))) ?? []
  }
}

extension Date {
  /// The time in UTC with seconds, such as `2026-11-22T14:30:05Z`: sorts as text, and reads.
  var storedText: String { formatted(.iso8601) }
}

extension Double {
  /// The number as `metricPoint.value` and `metricPoint.kind` hold it: SQLite has no NaN, and infinities
  /// do not survive its dumps.
  var storedParts: (value: Double?, kind: String) {
    if isFinite { return (self, "finite") }
    return (nil, isNaN ? "nan" : self > 0 ? "inf" : "-inf")
  }

  /// The number that `metricPoint.value` and `metricPoint.kind` stand for.
  init(storedValue value: Double?, kind: String) {
    switch kind {
    case "inf": self = .infinity
    case "-inf": self = -.infinity
    default: self = value ?? .nan
    }
  }
}

extension [Float] {
  /// The numbers' bytes, little-endian, four each.
  var storedBytes: Data {
    var data = Data(capacity: 4 * count)
    for number in self {
      Swift.withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }

  /// The numbers whose bytes are `data`; bytes left over at the end are dropped.
  init(storedBytes data: Data) {
    let bytes = Array<UInt8>(data)
    self = stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { index in
      let pattern = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[index + $1]) << UInt32(8 * $1) }
      return Float(bitPattern: pattern)
    }
  }
}
