import NearNames

/// Why a filter, a field or a list of fields cannot be read.
public struct RunFilterError: Error, Hashable, Sendable {
  /// The whole text.
  public var text: String
  /// The letter at which it goes wrong, from 0; its length where the end comes too early.
  public var position: Int
  /// What stands there.
  public var found: String
  /// What could stand there.
  public var expected: String
  /// How to mend it; nil where the rest says it.
  public var remedy: String?
}

extension RunFilterError: CustomStringConvertible {
  /// What is wrong, and below it the text with a mark at the place; control characters are made visible.
  public var description: String {
    let letters = Array(text)
    // Of a long text the part around the place is shown.
    let start = max(0, min(position - 40, letters.count - 80))
    let shown = letters[start..<min(start + 80, letters.count)].map(\.visible).joined()
    return "filter: found \(found); expected \(expected)." + (remedy.map { " \($0)" } ?? "")
      + "\n  \(shown)\n  "
      + String(repeating: " ", count: position - start) + "^"
  }
}

extension RunFilterError {
  /// The error that `name` at `position` is no name of a field.
  static func unknownField(_ name: String, at position: Int, in text: String) -> RunFilterError {
    RunFilterError(
      text: text, position: position, found: name.debugDescription,
      expected:
        "a column of runSummary, tag, a metric such as validation.accuracy, or a setting such as training.epochs",
      remedy: NearNames.question(for: name, among: RunField.knownNames))
  }
}

extension Character {
  /// The character as one that takes one column of a terminal; what would move the cursor is replaced.
  fileprivate var visible: String {
    let isHarmless = unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
      default: true
      }
    }
    return isHarmless ? String(self) : "\u{FFFD}"
  }
}
