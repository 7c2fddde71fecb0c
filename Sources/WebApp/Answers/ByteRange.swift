/// Which bytes of a file a request asks for, by its header `Range`.
///
/// What cannot be read, another unit than bytes, and several ranges at once are passed over, as a server may: the
/// answer is then the whole file.
///
/// Source: RFC 9110, *HTTP Semantics*, sections 14.1.2 and 14.2. Checked in `ByteRangeTests`.
package enum ByteRange: Sendable, Hashable {
  /// All of them.
  case whole
  /// These, counted from 0.
  case part(ClosedRange<Int>)
  /// Some that the file does not have.
  case outside

  /// The bytes that `header` asks for of a file of `byteCount` bytes.
  package init(_ header: String?, of byteCount: Int) {
    self = header.flatMap { Self.parsed($0, byteCount) } ?? .whole
  }

  /// The range in `header`; nil where that is passed over.
  private static func parsed(_ header: String, _ byteCount: Int) -> ByteRange? {
    let unit = "bytes="
    guard header.lowercased().hasPrefix(unit) else { return nil }
    let ends = header.dropFirst(unit.count).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, ends != ["", ""] else { return nil }
    let numbers = ends.map { number($0) }
    guard zip(ends, numbers).allSatisfy({ $0.isEmpty || $1 != nil }) else { return nil }
    switch (numbers[0], numbers[1]) {
    case (let first?, let last?) where first > last: return nil
    case (let first?, let last):
      return first < byteCount ? .part(first...min(last ?? .max, byteCount - 1)) : .outside
    case (nil, let length?):
      return length > 0 && byteCount > 0 ? .part(max(0, byteCount - length)...byteCount - 1) : .outside
    case (nil, nil): return nil
    }
  }

  /// The number that `digits` are, the greatest there is where it is greater; nil where they are no digits.
  private static func number(_ digits: Substring) -> Int? {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(digits) ?? .max
  }
}
