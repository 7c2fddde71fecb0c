/// Why a text is not JSON, or more of it than its reader takes; the first fault found.
package struct JSONSyntaxError: Error, Hashable, Sendable {
  package var place: Place
  /// The keys that lead to the value being read; empty at the outermost.
  package var keyPath: String
  package var found: String
  package var expected: String
  package var remedy: String
}

extension JSONSyntaxError: CustomStringConvertible {
  /// `file:line: found …; expected …. Remedy`
  package var description: String { "\(place): found \(found); expected \(expected). \(remedy)" }
}
