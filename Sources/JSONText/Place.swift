/// Where a value was written.
public struct Place: Hashable, Sendable {
  /// A file's path, or an override as it was given, such as `-S training.epochs=20`.
  public var source: String
  /// The line, from 1; nil where the source is no file.
  public var line: Int?

  /// Line `line` of `source`.
  public init(source: String, line: Int? = nil) {
    self.source = source
    self.line = line
  }
}

extension Place: CustomStringConvertible {
  /// `file:line`, or the source alone.
  public var description: String { source + (line.map { ":\($0)" } ?? "") }
}
