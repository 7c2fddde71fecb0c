public import Foundation
import NearNames

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
  /// - Throws: ``CorpusError`` with every problem: no JSON, unknown or missing keys, wrong types, names
  ///   or labels that stand twice.
  public init(contentsOf file: URL) throws(CorpusError) {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw CorpusError(
        file: file,
        CorpusError.Problem(
          found: "no readable file", expected: "a class list", remedy: "Check the path and its permissions."))
    }
    try self.init(json: data, location: file.path)
  }

  /// Reads a list from JSON; `location` names its origin in errors.
  ///
  /// - Throws: ``CorpusError`` as ``init(contentsOf:)``.
  public init(json: Data, location: String) throws(CorpusError) {
    let value: Any
    do {
      guard json.count <= 1 << 20 else { throw CocoaError(.fileReadTooLarge) }
      value = try JSONSerialization.jsonObject(with: json)
    } catch {
      throw CorpusError(
        location: location,
        problems: [
          CorpusError.Problem(
            found: "text that is not JSON, or more than 1 MB", expected: #"{"name": ..., "classes": [...]}"#,
            remedy: "Check commas, quotes and brackets.")
        ])
    }
    var decoding = ClassListDecoding()
    let list = decoding.list(from: value)
    guard decoding.problems.isEmpty else {
      throw CorpusError(location: location, problems: decoding.problems)
    }
    self = list
  }
}

/// Reads the values of a class list and gathers what is wrong with them.
private struct ClassListDecoding {
  var problems: [CorpusError.Problem] = []

  mutating func list(from value: Any) -> ClassList {
    guard let object = entries(of: value, at: "the file", keys: ["name", "classes"]) else {
      return ClassList(name: "", classes: [])
    }
    let name = text(object["name"], at: "name")
    let values = object["classes"] as? [Any] ?? []
    if values.isEmpty {
      report(object["classes"], at: "classes", expected: "a list of at least one class")
    }
    var classes: [ClassList.Entry] = []
    var owners: [String: String] = [:]
    for (index, value) in values.enumerated() {
      let path = "classes[\(index)]"
      guard let object = entries(of: value, at: path, keys: ["name", "labels"]) else { continue }
      let entry = ClassList.Entry(
        name: text(object["name"], at: path + ".name"),
        labels: labels(object["labels"], at: path + ".labels"))
      for label in Set([entry.name] + entry.labels).sorted() {
        if let owner = owners.updateValue(path, forKey: label) {
          problems.append(
            CorpusError.Problem(
              found: "the label \"\(label)\" in \(owner) and in \(path)",
              expected: "every label in one class",
              remedy: "Remove it from one of them."))
        }
      }
      classes.append(entry)
    }
    return ClassList(name: name, classes: classes)
  }

  private mutating func entries(of value: Any, at path: String, keys: [String]) -> [String: Any]? {
    guard let object = value as? [String: Any] else {
      report(value, at: path, expected: "an object with \(keys.joined(separator: " and "))")
      return nil
    }
    for key in object.keys.sorted() where !keys.contains(key) {
      problems.append(
        CorpusError.Problem(
          found: "the unknown key \"\(key)\" in \(path)", expected: keys.joined(separator: " or "),
          remedy: NearNames.question(for: key, among: keys) ?? "Remove it."))
    }
    return object
  }

  private mutating func text(_ value: Any?, at path: String) -> String {
    guard let text = value as? String, isName(text) else {
      report(value, at: path, expected: "a name of 1...64 printable characters")
      return ""
    }
    return text
  }

  private mutating func labels(_ value: Any?, at path: String) -> [String] {
    guard let value else { return [] }
    guard let labels = value as? [String], labels.allSatisfy(isName) else {
      report(value, at: path, expected: "a list of labels, each of 1...64 printable characters")
      return []
    }
    return labels
  }

  private func isName(_ text: String) -> Bool {
    1...64 ~= text.count && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  private mutating func report(_ value: Any?, at path: String, expected: String) {
    let found =
      switch value {
      case nil: "nothing"
      case let text as String: "\"\(text.prefix(80))\""
      case let list as [Any]: "a list of \(list.count)"
      case is [String: Any]: "an object"
      default: "another kind of value"
      }
    problems.append(
      CorpusError.Problem(found: "\(found) at \(path)", expected: expected, remedy: "Correct it."))
  }
}
