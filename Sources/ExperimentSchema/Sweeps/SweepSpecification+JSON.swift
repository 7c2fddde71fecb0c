import JSONText

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
