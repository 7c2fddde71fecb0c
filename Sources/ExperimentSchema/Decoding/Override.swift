import JSONText
import NearNames

/// One changed setting, as `-S training.epochs=20` gives it.
public struct Override: Hashable, Sendable {
  /// The keys that lead to the setting, layers by their names: `model.layers.dropout1.rate`.
  public var keyPath: String
  /// The value: JSON where it parses as such, else the text itself.
  public var value: String

  /// The setting at `keyPath`, changed to `value`.
  public init(keyPath: String, value: String) {
    self.keyPath = keyPath
    self.value = value
  }

  /// The override written as `keyPath=value`, or nil where `text` has no equals sign after a key path.
  public init?(_ text: String) {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
    keyPath = String(text[..<equals])
    value = String(text[text.index(after: equals)...])
  }

  /// The override as it was given.
  public var text: String { "-S \(keyPath)=\(value)" }
}

extension Override {
  /// Lays the override over `root`, or notes why it does not fit.
  func apply(to root: inout JSONNode, noting problems: inout [ExperimentError.Problem]) {
    let place = Place(source: text)
    var duplicates: [ExperimentError.Problem] = []
    let parsed = (try? JSONNode.parsing(Array(value.utf8), source: text, noting: &duplicates))?.moved(
      to: place)
    problems += duplicates.map { duplicate in
      var problem = duplicate
      problem.place = place
      problem.keyPath = "\(keyPath).\(duplicate.keyPath)"
      return problem
    }
    let replacement = parsed ?? JSONNode(value: .string(value), place: place)
    let steps = keyPath.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !steps.contains("") else {
      problems.append(
        ExperimentError.Problem(
          place: place, keyPath: "", found: "\"\(keyPath)\"", expected: "keys joined by single dots",
          remedy: "For example training.epochs."))
      return
    }
    do throws(ExperimentError) {
      root = try Self.replacing(root, steps[...], by: replacement, walked: [])
    } catch {
      problems.append(contentsOf: error.problems)
    }
  }

  private static func replacing(
    _ node: JSONNode, _ steps: ArraySlice<String>, by replacement: JSONNode, walked: [String]
  ) throws(ExperimentError) -> JSONNode {
    guard let step = steps.first else { return replacement }
    let rest = steps.dropFirst()
    let walked = walked + [step]
    switch node.value {
    case .object(var members):
      if let index = members.firstIndex(where: { $0.name == step }) {
        members[index].node = try replacing(members[index].node, rest, by: replacement, walked: walked)
        members[index].place = replacement.place
      } else {
        let empty = JSONNode(value: .object([]), place: replacement.place)
        members.append(
          JSONNode.Member(
            name: step, place: replacement.place,
            node: try replacing(empty, rest, by: replacement, walked: walked)))
      }
      return JSONNode(value: .object(members), place: node.place)
    case .array(var elements):
      let names = elements.compactMap { $0["name"]?.string }
      let byName = elements.firstIndex { $0["name"]?.string == step }
      let byNumber = Int(step).flatMap { elements.indices.contains($0) ? $0 : nil }
      guard let index = byName ?? byNumber else {
        throw problem(
          replacement.place, walked, found: "no element of that name",
          expected: names.isEmpty
            ? "an index in 0..<\(elements.count)" : "one of \(names.joined(separator: ", "))",
          remedy: NearNames.question(for: step, among: names) ?? "")
      }
      elements[index] = try replacing(elements[index], rest, by: replacement, walked: walked)
      return JSONNode(value: .array(elements), place: node.place)
    case .null:
      let empty = JSONNode(value: .object([]), place: replacement.place)
      return try replacing(empty, steps, by: replacement, walked: Array(walked.dropLast()))
    default:
      throw problem(
        replacement.place, walked, found: node.found, expected: "an object that holds the key",
        remedy: "Shorten the key path.")
    }
  }

  private static func problem(
    _ place: Place, _ walked: [String], found: String, expected: String, remedy: String
  ) -> ExperimentError {
    ExperimentError(problems: [
      ExperimentError.Problem(
        place: place, keyPath: walked.joined(separator: "."), found: found, expected: expected,
        remedy: remedy)
    ])
  }
}

extension JSONNode {
  /// This value as if all of it had been written at `place`.
  fileprivate func moved(to place: Place) -> JSONNode {
    switch value {
    case .object(let members):
      let moved = members.map { Member(name: $0.name, place: place, node: $0.node.moved(to: place)) }
      return JSONNode(value: .object(moved), place: place)
    case .array(let elements):
      return JSONNode(value: .array(elements.map { $0.moved(to: place) }), place: place)
    default:
      return JSONNode(value: value, place: place)
    }
  }
}
