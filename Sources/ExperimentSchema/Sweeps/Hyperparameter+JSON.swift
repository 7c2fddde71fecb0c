import JSONText

extension Hyperparameter.Domain {
  /// `value` as an override has it.
  func json(of value: HyperparameterValue) -> String {
    if case (.choice(let choices), .choice(let index)) = (self, value) { return choices[index].json }
    return node(of: value).compactText()
  }

  /// `value` as a store keeps it: choices by their labels.
  func node(of value: HyperparameterValue) -> JSONNode {
    switch (self, value) {
    case (.choice(let choices), .choice(let index)): .string(choices[index].label)
    case (_, .integer(let number)): .integer(number)
    case (_, .number(let number)): .number(number)
    case (_, .choice(let index)): preconditionFailure("choice \(index) of a range of numbers")
    }
  }

  /// The value that ``node(of:)`` wrote; nil where `node` is none of this domain's.
  func value(of node: JSONNode) -> HyperparameterValue? {
    var value: HyperparameterValue?
    switch (self, node.value) {
    case (.choice(let choices), .string(let label)):
      value = choices.firstIndex { $0.label == label }.map { .choice($0) }
    case (.integer, .number(let number, _)): value = Int(exactly: number).map { .integer($0) }
    case (.uniform, .number(let number, _)), (.logUniform, .number(let number, _)),
      (.quantised, .number(let number, _)):
      value = .number(number)
    default: break
    }
    return value.flatMap { contains($0) ? $0 : nil }
  }

  /// `value` for people: choices by their labels.
  public func shown(_ value: HyperparameterValue) -> String {
    if case (.choice(let choices), .choice(let index)) = (self, value) { return choices[index].label }
    return node(of: value).compactText()
  }

  /// The domain as a sweep file writes it.
  var json: JSONNode {
    switch self {
    case .uniform(let range): Self.range("uniform", range)
    case .logUniform(let range): Self.range("logUniform", range)
    case .integer(let range, let step, let isLogarithmic):
      .object([
        "type": .string("integer"), "low": .integer(range.lowerBound), "high": .integer(range.upperBound),
        "step": .integer(step), "scale": .string(isLogarithmic ? "log" : "linear"),
      ])
    case .quantised(let range, let step):
      .object([
        "type": .string("quantised"), "low": .number(range.lowerBound), "high": .number(range.upperBound),
        "step": .number(step),
      ])
    case .choice(let choices):
      .object([
        "type": .string("choice"), "values": .array(choices.map { .raw($0.json) }),
        "labels": .array(choices.map { .string($0.label) }),
      ])
    }
  }

  private static func range(_ type: String, _ range: ClosedRange<Double>) -> JSONNode {
    .object([
      "type": .string(type), "low": .number(range.lowerBound), "high": .number(range.upperBound),
    ])
  }
}

extension JSONNode {
  /// The value that `json` writes.
  ///
  /// - Precondition: `json` is JSON; it comes from a file that was read as such.
  fileprivate static func raw(_ json: String) -> JSONNode {
    var problems: [ExperimentError.Problem] = []
    guard let node = try? parsing(Array(json.utf8), source: "", noting: &problems) else {
      preconditionFailure("a choice that is no JSON")
    }
    return node
  }
}
