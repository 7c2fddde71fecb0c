public import Foundation
import JSONText

/// A selection of classes and the labels by which corpora know them.
///
/// As a file: `{"name": "original32", "classes": [{"name": "CanOpening", "labels": ["can_opening"]}]}`.
public struct ClassList: Sendable, Hashable {
  /// One class.
  public struct Entry: Sendable, Hashable {
    /// Our name of the class; also a label of it.
    public var name: String
    /// Further labels by which a corpus may know it.
    public var labels: [String]

    /// A class of its parts.
    public init(name: String, labels: [String]) {
      self.name = name
      self.labels = labels
    }
  }

  /// The list's name: `original32`.
  public var name: String
  /// The classes selected.
  public var classes: [Entry]

  /// A list of its parts.
  public init(name: String, classes: [Entry]) {
    self.name = name
    self.classes = classes
  }

  /// Reads a list from a JSON file.
  ///
  /// - Throws: ``CorpusError`` with every problem and its line: no JSON, unknown, missing or duplicate keys,
  ///   wrong types, labels that stand twice.
  public init(contentsOf file: URL) throws(CorpusError) {
    let data = try DeclaredFile.contents(of: file, expected: "a class list", atMost: 1)
    try self.init(json: data, location: file.path)
  }

  /// Reads a list from JSON; `location` names its origin in errors.
  ///
  /// - Throws: ``CorpusError`` as ``init(contentsOf:)``.
  public init(json: Data, location: String) throws(CorpusError) {
    let (node, problems) = try DeclaredFile.parse(json, location: location)
    var decoding = ClassListDecoding(problems: problems)
    let list = decoding.list(from: node)
    guard decoding.problems.isEmpty else {
      throw CorpusError(location: location, problems: decoding.problems)
    }
    self = list
  }
}
