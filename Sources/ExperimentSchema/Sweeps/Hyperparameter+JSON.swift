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
  fileprivate var json: JSONNode {
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

extension SweepSpecification {
  /// The members of the sweep's file, but for its experiment.
  var members: [(String, JSONNode)] {
    var members: [(String, JSONNode)] = [("name", .string(name)), ("title", .string(title))]
    if let corpus { members.append(("corpus", .string(corpus))) }
    if let classes { members.append(("classes", .string(classes))) }
    members += [
      ("space", .object(space.map { ($0.keyPath, $0.domain.json) })),
      ("objectives", .array(objectives.map(\.json))),
    ]
    if let seeds { members.append(("seeds", .array(seeds.map { .integer($0) }))) }
    members += [("folds", folds.json), ("sampler", sampler.json)]
    if let pruner { members.append(("pruner", pruner.json)) }
    return members + [("budget", budget.json)]
  }
}

extension SweepObjective {
  fileprivate var json: JSONNode {
    .object(["metric": .string(metric), "direction": .string(isMaximised ? "maximize" : "minimize")])
  }
}

extension FoldChoice {
  fileprivate var json: JSONNode {
    switch self {
    case .documented: .string("documented")
    case .all: .string("all")
    case .folds(let folds): .array(folds.map { .integer($0) })
    }
  }
}

extension SamplerSpecification {
  fileprivate var json: JSONNode {
    switch self {
    case .grid(let seed): .object(["type": .string("grid"), "seed": .integer(seed)])
    case .random(let seed): .object(["type": .string("random"), "seed": .integer(seed)])
    case .tpe(let settings):
      .object([
        "type": .string("tpe"), "seed": .integer(settings.seed),
        "startupTrials": .integer(settings.startupTrials),
        "candidates": .integer(settings.candidates),
      ])
    }
  }
}

extension PrunerSpecification {
  fileprivate var json: JSONNode {
    switch self {
    case .median(let settings):
      .object([
        "type": .string("median"), "startupTrials": .integer(settings.startupTrials),
        "warmupEpochs": .integer(settings.warmupEpochs), "interval": .integer(settings.interval),
      ])
    case .asha(let minimumEpochs, let reductionFactor):
      .object([
        "type": .string("asha"), "minimumEpochs": .integer(minimumEpochs),
        "reductionFactor": .integer(reductionFactor),
      ])
    }
  }
}

extension SweepBudget {
  fileprivate var json: JSONNode {
    var members: [(String, JSONNode)] = []
    if let trials { members.append(("trials", .integer(trials))) }
    if let seconds { members.append(("seconds", .number(seconds))) }
    return .object(members)
  }
}
