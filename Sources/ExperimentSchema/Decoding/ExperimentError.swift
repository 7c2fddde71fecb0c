public import JSONText

/// What is wrong with some declared files: every problem found, in one error.
public struct ExperimentError: Error, Hashable, Sendable {
  /// The problems, in the order of the files; at least one.
  public var problems: [Problem]

  /// An error of `problems`.
  public init(problems: [Problem]) {
    self.problems = problems
  }

  /// One thing to mend.
  public struct Problem: Hashable, Sendable {
    /// Where it is written.
    public var place: Place
    /// The keys that lead to it, layers by name, such as `model.layers.dropout1.rate`; empty for the file.
    public var keyPath: String
    /// What is there.
    public var found: String
    /// What should be there.
    public var expected: String
    /// How to mend it.
    public var remedy: String

    /// A problem of these facts.
    public init(place: Place, keyPath: String, found: String, expected: String, remedy: String) {
      self.place = place
      self.keyPath = keyPath
      self.found = found
      self.expected = expected
      self.remedy = remedy
    }
  }
}

extension ExperimentError: CustomStringConvertible {
  /// One line for each problem: file and line, key path, what was found, what is expected, the remedy.
  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}

extension ExperimentError.Problem: CustomStringConvertible {
  /// `file:line: key path: found …; expected …. Remedy`
  public var description: String {
    let path = keyPath.isEmpty ? "" : " \(keyPath):"
    return "\(place):\(path) found \(found); expected \(expected)." + (remedy.isEmpty ? "" : " \(remedy)")
  }
}
