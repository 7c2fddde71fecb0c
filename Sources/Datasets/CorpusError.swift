import Foundation

/// A corpus or class list cannot be used; all that is wrong with it, in one error.
public struct CorpusError: Error, Sendable, Equatable {
  /// One thing that is wrong.
  public struct Problem: Sendable, Equatable {
    /// The line of the file, from 1; nil where it concerns no line.
    public var line: Int?
    /// What was found.
    public var found: String
    /// What was expected in its place.
    public var expected: String
    /// How to mend it.
    public var remedy: String

    /// A problem of its parts.
    public init(line: Int? = nil, found: String, expected: String, remedy: String) {
      self.line = line
      self.found = found
      self.expected = expected
      self.remedy = remedy
    }
  }

  /// The file or folder concerned.
  public let location: String
  /// All problems, in the order of the file; at least one.
  public let problems: [Problem]

  /// The error of `location`.
  public init(location: String, problems: [Problem]) {
    self.location = location
    self.problems = problems
  }

  init(file: URL, _ problem: Problem) {
    self.init(location: file.path, problems: [problem])
  }
}

extension CorpusError: CustomStringConvertible {
  /// Problems beyond this many are counted, not told.
  static let toldAtMost = 20

  public var description: String {
    Self.told(problems) { problem in
      let place = problem.line.map { "\(location):\($0)" } ?? location
      return "\(place): found \(problem.found); expected \(problem.expected). \(problem.remedy)"
    }
  }

  /// One line for each of the first items, then how many more there are.
  static func told<Item>(_ items: [Item], wording: (Item) -> String) -> String {
    var lines = items.prefix(toldAtMost).map(wording)
    if items.count > toldAtMost { lines.append("... and \(items.count - toldAtMost) more") }
    return lines.joined(separator: "\n")
  }
}
