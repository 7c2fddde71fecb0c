extension Character {
  /// The columns the character takes on a terminal: 0 for what only modifies its neighbour, 2 for wide East
  /// Asian characters and emoji, else 1.
  ///
  /// Source: Unicode Standard Annex 11; the wide blocks are those of `wcwidth` in glibc 2.36, by range.
  var displayWidth: Int {
    unicodeScalars.reduce(0) { max($0, $1.displayWidth) }
  }
}

extension Unicode.Scalar {
  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    let isWide = Self.wideRanges.contains { $0.contains(value) }
    return isWide || properties.isEmojiPresentation ? 2 : 1
  }

  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}

extension StringProtocol {
  /// The columns the text takes on a terminal; it must be free of control characters.
  package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The text cut to `width` columns, its last an ellipsis where something is cut off.
  package func truncated(toWidth width: Int, ellipsis: String = "…") -> String {
    if displayWidth <= width { return String(self) }
    let room = width - ellipsis.displayWidth
    if room < 0 { return String(prefix(width < 0 ? 0 : width)) }
    var kept = ""
    var used = 0
    for character in self {
      used += character.displayWidth
      if used > room { break }
      kept.append(character)
    }
    return kept + ellipsis
  }
}
