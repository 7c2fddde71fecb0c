import JSONText

/// A sweep file as it is written, before what it names is read.
struct SweepFile {
  var name: String
  var title: String
  /// The path of a file, or the experiment itself.
  var experiment: JSONNode
  var corpus: String?
  var classes: String?
  var space: [(keyPath: String, domain: WrittenDomain)]
  var objectives: [SweepObjective]
  var seeds: [UInt64]?
  var folds: FoldChoice
  var sampler: SamplerSpecification
  var pruner: PrunerSpecification?
  var budget: SweepBudget
}

/// A domain as it is written: its bounds may be in the wrong order, its values in other files.
enum WrittenDomain {
  case uniform(low: Double, high: Double, isLogarithmic: Bool)
  case integer(low: Int, high: Int, step: Int, isLogarithmic: Bool)
  case quantised(low: Double, high: Double, step: Double)
  case choice(values: [JSONNode], files: [String], labels: [String])
}

/// The forms of a sweep file.
enum SweepForms {
  static var sweep: Form<SweepFile> {
    .object(ignoring: ["$schema"]) { file in
      let name = file.required("name", .name(), "what `earshot sweep` calls it")
      return SweepFile(
        name: name,
        title: file.optional("title", .text(atMost: 200), default: name, "one line for reports"),
        experiment: file.required(
          "experiment", experiment, "what is searched: a file relative to this one, or a whole experiment"),
        corpus: file.optional(
          "corpus", Form.text(atMost: 4096).orNull(), default: nil,
          "in place of the experiment's: synthetic, or the path of a corpus' folder"),
        classes: file.optional(
          "classes", Form.name().orNull(), default: nil, "in place of the experiment's: all, or a class list"),
        space: file.required(
          "space", domain.members(atMost: 100), "the settings to search, by the keys that lead to them"),
        objectives: file.required(
          "objectives", objective.list(atLeast: 1, atMost: 2),
          "what is better; of two, the front between them"),
        seeds: file.optional(
          "seeds", Form.seed.distinctList(atLeast: 1, atMost: 1000).orNull(), default: nil,
          "the seeds of each trial, a run for each; left out, the experiment's"),
        folds: file.optional("folds", folds, default: .documented, "the folds that each trial reports"),
        sampler: file.optional(
          "sampler", SearchForms.sampler, default: .tpe(TPESettings()), "what proposes the next trial"),
        pruner: file.optional(
          "pruner", SearchForms.pruner.orNull(), default: nil,
          "what ends trials early; null trains each to its end"),
        budget: file.optional(
          "budget", budget, default: SweepBudget(), "when the sweep ends; a grid may be left to end by itself"
        ))
    }
  }

  private static var experiment: Form<JSONNode> {
    let path = Form<String>.text(atMost: 4096)
    let whole = JSONNode.object(["type": .string("object")])
    return Form(schema: .object(["anyOf": .array([path.schema, whole])]), placeholder: .null) {
      node, keyPath, problems in
      if node.members == nil, path.read(node, keyPath, &problems).isEmpty { return .null }
      return node
    }
  }

  private static let bound = -1e300...1e300
  private static let wholeBound = -1_000_000_000_000...1_000_000_000_000

  private static var domain: Form<WrittenDomain> {
    .tagged([
      ("uniform", { uniform(&$0, isLogarithmic: false) }),
      ("logUniform", { uniform(&$0, isLogarithmic: true) }),
      (
        "integer",
        { integer in
          .integer(
            low: integer.required("low", .integer(in: wholeBound), "the least value"),
            high: integer.required("high", .integer(in: wholeBound), "the greatest value"),
            step: integer.optional(
              "step", .integer(in: 1...1_000_000_000), default: 1, "from one value to the next"),
            isLogarithmic: integer.optional(
              "scale", Form<Scale>.choice, default: .linear,
              "whether equal differences or equal ratios are equally likely") == .log)
        }
      ),
      (
        "quantised",
        { quantised in
          .quantised(
            low: quantised.required("low", .number(in: bound), "the least value"),
            high: quantised.required("high", .number(in: bound), "the greatest value"),
            step: quantised.required(
              "step", .number(in: 0...1e300, isLowerExcluded: true), "from one value to the next"))
        }
      ),
      (
        "choice",
        { choice in
          .choice(
            values: choice.optional(
              "values", Form.anything.list(atLeast: 2, atMost: 1000), default: [],
              "the values, of any kind: whole objects and lists too"),
            files: choice.optional(
              "from", Form.text(atMost: 4096).list(atLeast: 2, atMost: 1000), default: [],
              "in place of values: experiment files, relative to this one, whose settings are the values"),
            labels: choice.optional(
              "labels", Form.text(atMost: 64).list(atMost: 1000), default: [],
              "what the values are called, one for each"))
        }
      ),
    ])
  }

  private enum Scale: String, CaseIterable {
    case linear, log
  }

  private static func uniform(_ range: inout ObjectReader, isLogarithmic: Bool) -> WrittenDomain {
    .uniform(
      low: range.required("low", .number(in: bound), "the least value"),
      high: range.required("high", .number(in: bound), "the greatest value"), isLogarithmic: isLogarithmic)
  }

  private enum Direction: String, CaseIterable {
    case maximize, minimize
  }

  private static var objective: Form<SweepObjective> {
    .object { objective in
      let metric = objective.required(
        "metric", ClaimForms.metric(among: SweepObjective.metrics), "what is measured of a trial's runs")
      let direction = objective.optional(
        "direction", Form<Direction>.choice.orNull(), default: nil,
        "which way is better; left out: accuracies, F1 and average precision up, all else down")
      return SweepObjective(
        metric: metric,
        isMaximised: direction.map { $0 == .maximize } ?? (MetricReading(metric)?.metric.isShare ?? false))
    }
  }

  private static var folds: Form<FoldChoice> {
    let numbers = Form.integer(in: 0...1000).distinctList(atLeast: 1, atMost: 100)
    let names = JSONNode.object(["enum": .array([.string("documented"), .string("all")])])
    return Form(schema: .object(["anyOf": .array([names, numbers.schema])]), placeholder: .documented) {
      node, path, problems in
      switch (node.value, node.string) {
      case (_, "documented"): return .documented
      case (_, "all"): return .all
      case (.array, _): return .folds(numbers.read(node, path, &problems))
      default:
        problems.note(node, path, expected: "\"documented\", \"all\", or a list of folds")
        return .documented
      }
    }
  }

  private static var budget: Form<SweepBudget> {
    .object { budget in
      SweepBudget(
        trials: budget.optional(
          "trials", Form.integer(in: 1...1_000_000, unit: "trials").orNull(), default: nil, "trials at most"),
        seconds: budget.optional(
          "seconds", Form.number(in: 0...1e9, isLowerExcluded: true, unit: "s").orNull(), default: nil,
          "wall time in seconds, over all stretches of work, after which no trial begins"))
    }
  }
}

extension SweepObjective {
  /// What a sweep may go by: what runs record of training and validation, and what the model costs.
  static let metrics = MetricReading.ofSweeps.map(\.description) + [multiplyAccumulates, parameters]

  /// Whether the figure is a fact of the model, which no training changes.
  public var isOfModel: Bool { metric == Self.multiplyAccumulates || metric == Self.parameters }
}
