import JSONText

/// A form that a JSON value may have: one definition that reads the value and describes it.
///
/// Reading never stops at the first problem: what cannot be read becomes the form's `placeholder`, the
/// problem is noted, and reading goes on, so that one pass finds all there is to mend. The description is
/// JSON Schema (2020-12), for editors that complete and check. It is made when it is asked for: forms of
/// forms would else describe themselves over and over whenever a file is read, and a sweep reads thousands.
struct Form<Value> {
  private let makeSchema: () -> JSONNode
  private let makePlaceholder: () -> Value
  /// Reads `node`, found at `path`, noting what is wrong with it.
  let read: (_ node: JSONNode, _ path: KeyPathText, _ problems: inout [ExperimentError.Problem]) -> Value

  init(
    schema: @autoclosure @escaping () -> JSONNode, placeholder: @autoclosure @escaping () -> Value,
    read: @escaping (JSONNode, KeyPathText, inout [ExperimentError.Problem]) -> Value
  ) {
    makeSchema = schema
    makePlaceholder = placeholder
    self.read = read
  }

  /// The JSON Schema of the form.
  var schema: JSONNode { makeSchema() }

  /// Stands in for a value that could not be read; nobody sees it, since there is then a problem.
  var placeholder: Value { makePlaceholder() }
}

extension Form {
  /// The JSON Schema (2020-12) of a file of this form, from the definition that decodes it.
  func schemaText(title: String) -> String {
    JSONNode.object(
      [
        ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string(title)),
      ] + (schema.members ?? []).map { ($0.name, $0.node) }
    ).text()
  }

  /// A form whose values come from those of another.
  func map<Mapped>(_ transform: @escaping (Value) -> Mapped) -> Form<Mapped> {
    Form<Mapped>(schema: schema, placeholder: transform(placeholder)) { node, path, problems in
      transform(read(node, path, &problems))
    }
  }

  /// This form, or `null` for nil.
  func orNull() -> Form<Value?> {
    Form<Value?>(
      schema: .object(["anyOf": .array([schema, .object(["type": .string("null")])])]), placeholder: nil
    ) { node, path, problems in
      if case .null = node.value { return nil }
      return read(node, path, &problems)
    }
  }

  /// An array whose elements have this form.
  func list(atLeast minimum: Int = 0, atMost maximum: Int) -> Form<[Value]> {
    let least = minimum > 0 ? [("minItems", JSONNode.integer(minimum))] : []
    return Form<[Value]>(
      schema: .object(
        [("type", .string("array")), ("items", schema)] + least + [("maxItems", .integer(maximum))]),
      placeholder: []
    ) { node, path, problems in
      guard case .array(let elements) = node.value else {
        problems.note(node, path, expected: "an array")
        return []
      }
      guard (minimum...maximum).contains(elements.count) else {
        problems.note(
          node, path, found: elements.isEmpty ? nil : "\(elements.count) elements",
          expected: minimum > 0 ? "\(minimum) to \(maximum) elements" : "at most \(maximum) elements")
        return []
      }
      return elements.enumerated().map { index, element in
        let elementPath =
          element["name"]?.string.map { path.appending(key: $0) } ?? path.appending(index: index)
        return read(element, elementPath, &problems)
      }
    }
  }
}

extension Form where Value: Hashable {
  /// An array whose elements have this form and differ as values: `1` and `1.0` are the same number.
  func distinctList(atLeast minimum: Int = 0, atMost maximum: Int) -> Form<[Value]> {
    let list = list(atLeast: minimum, atMost: maximum)
    return Form<[Value]>(
      schema: .object(
        (list.schema.members ?? []).map { ($0.name, $0.node) } + [("uniqueItems", .boolean(true))]),
      placeholder: []
    ) { node, path, problems in
      let problemCount = problems.count
      let values = list.read(node, path, &problems)
      // Placeholders of elements that could not be read would only look alike.
      if problems.count == problemCount { problems.noteRepeats(of: values, in: node, path) }
      return values
    }
  }
}

extension [ExperimentError.Problem] {
  /// Notes that `node` at `path` is not what is expected.
  mutating func note(
    _ node: JSONNode, _ path: KeyPathText, found: String? = nil, expected: String, remedy: String = ""
  ) {
    append(
      ExperimentError.Problem(
        place: node.place, keyPath: path.description, found: found ?? node.found, expected: expected,
        remedy: remedy))
  }

  fileprivate mutating func noteRepeats<Value: Hashable>(
    of values: [Value], in node: JSONNode, _ path: KeyPathText
  ) {
    guard case .array(let elements) = node.value else { return }
    var seen: Set<Value> = []
    for (index, (value, element)) in zip(values, elements).enumerated() where !seen.insert(value).inserted {
      note(
        element, path.appending(index: index), found: "\(element.found) a second time",
        expected: "each value once", remedy: "Delete one of the two.")
    }
  }
}
