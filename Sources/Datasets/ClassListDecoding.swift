import JSONText
import NearNames

/// Reads the values of a class list and gathers what is wrong with them.
struct ClassListDecoding {
  private(set) var problems: [CorpusError.Problem]

  /// A decoding that has found `problems` already.
  init(problems: [CorpusError.Problem]) { self.problems = problems }

  /// The list in `node`; where there are problems, what could be read of it.
  mutating func list(from node: JSONNode) -> ClassList {
    guard isObject(node, at: "the file", keys: ["name", "classes"]) else {
      return ClassList(name: "", classes: [])
    }
    let name = text("name", of: node, at: "name")
    let elements = node["classes"]?.elements ?? []
    if elements.isEmpty {
      report(node["classes"], in: node, at: "classes", expected: "a list of at least one class")
    }
    var classes: [ClassList.Entry] = []
    var owners: [String: String] = [:]
    for (index, element) in elements.enumerated() {
      let path = "classes[\(index)]"
      guard isObject(element, at: path, keys: ["name", "labels"]) else { continue }
      let entry = ClassList.Entry(
        name: text("name", of: element, at: path + ".name"), labels: labels(of: element, at: path + ".labels")
      )
      for label in Set([entry.name] + entry.labels).sorted() {
        if let owner = owners.updateValue(path, forKey: label) {
          problems.append(
            CorpusError.Problem(
              line: element.place.line, found: "the label \"\(label)\" in \(owner) and in \(path)",
              expected: "every label in one class", remedy: "Remove it from one of them."))
        }
      }
      classes.append(entry)
    }
    return ClassList(name: name, classes: classes)
  }

  private mutating func isObject(_ node: JSONNode, at path: String, keys: [String]) -> Bool {
    guard let members = node.members else {
      report(node, in: node, at: path, expected: "an object with \(keys.joined(separator: " and "))")
      return false
    }
    for member in members where !keys.contains(member.name) {
      problems.append(
        CorpusError.Problem(
          line: member.place.line, found: "the unknown key \"\(member.name)\" in \(path)",
          expected: keys.joined(separator: " or "),
          remedy: NearNames.question(for: member.name, among: keys) ?? "Remove it."))
    }
    return true
  }

  private mutating func text(_ key: String, of object: JSONNode, at path: String) -> String {
    guard let text = object[key]?.string, isName(text) else {
      report(object[key], in: object, at: path, expected: "a name of 1...64 printable characters")
      return ""
    }
    return text
  }

  private mutating func labels(of object: JSONNode, at path: String) -> [String] {
    guard let node = object["labels"] else { return [] }
    guard let elements = node.elements, elements.allSatisfy({ $0.string.map(isName) ?? false }) else {
      report(node, in: object, at: path, expected: "a list of labels, each of 1...64 printable characters")
      return []
    }
    return elements.compactMap(\.string)
  }

  private func isName(_ text: String) -> Bool {
    1...64 ~= text.count && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  /// Notes that `node`, or the lack of it in `object`, is not what is expected.
  private mutating func report(
    _ node: JSONNode?, in object: JSONNode, at path: String, expected: String
  ) {
    problems.append(
      CorpusError.Problem(
        line: (node ?? object).place.line, found: "\(node?.found ?? "nothing") at \(path)",
        expected: expected, remedy: "Correct it."))
  }
}
