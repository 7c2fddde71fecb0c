import JSONText
import NearNames

/// What must hold between the parts of a sweep file, beyond the form of each.
struct SweepChecks {
  let file: SweepFile
  /// The file.
  let node: JSONNode
  /// What is searched.
  let base: Experiment

  /// The points of the largest grid.
  static let greatestGrid = 1_000_000

  /// - Parameter space: Those settings of the file whose domains are sound.
  func run(space: [Hyperparameter], noting problems: inout [ExperimentError.Problem]) {
    checkKeyPaths(noting: &problems)
    checkObjectives(noting: &problems)
    checkPruner(noting: &problems)
    switch file.sampler {
    case .grid: checkGrid(space, noting: &problems)
    case .random, .tpe:
      if file.budget == SweepBudget() {
        note(
          "budget", found: "no end", expected: "trials, seconds or both",
          remedy: "Add \"budget\": { \"trials\": 40 }.", &problems)
      }
    }
  }

  // MARK: Space

  private static let parts = ["frontEnd", "model", "training"]

  private func checkKeyPaths(noting problems: inout [ExperimentError.Problem]) {
    let paths = file.space.map(\.keyPath)
    for (index, path) in paths.enumerated() {
      let steps = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      if steps.contains("") {
        note(
          path, in: "space", found: "\"\(path)\"", expected: "keys joined by single dots",
          remedy: "For example training.batchSize.", &problems)
      } else if !Self.parts.contains(steps[0]) {
        note(
          path, in: "space", found: "a setting of \(steps[0])",
          expected: "one of \(Self.parts.joined(separator: ", ")) or within it",
          remedy: NearNames.question(for: steps[0], among: Self.parts)
            ?? "A sweep keeps its corpus and its split; seeds and folds have keys of their own.", &problems)
      } else if path == "training.seeds" || path.hasPrefix("training.seeds.") {
        note(
          path, in: "space", found: "the seeds", expected: "a setting",
          remedy: "Name the seeds of each trial under seeds, beside space.", &problems)
      }
      for other in paths[..<index] where other.hasPrefix(path + ".") || path.hasPrefix(other + ".") {
        let (outer, inner) = other.count < path.count ? (other, path) : (path, other)
        note(
          path, in: "space", found: "\(outer) beside \(inner), which is a part of it",
          expected: "settings that do not contain one another",
          remedy: "Take one of the two out, or write the part into each value of the other.", &problems)
      }
    }
  }

  private func checkGrid(_ space: [Hyperparameter], noting problems: inout [ExperimentError.Problem]) {
    var count = 1
    for setting in space {
      guard let values = setting.domain.count else {
        note(
          setting.keyPath, in: "space", found: "a continuous range in a grid",
          expected: "values that can be counted",
          remedy: "Make it quantised with a step, or a choice of values.", &problems)
        continue
      }
      let product = count.multipliedReportingOverflow(by: values)
      count = product.overflow ? .max : product.partialValue
    }
    guard count > Self.greatestGrid else { return }
    note(
      "sampler", found: "a grid of \(count == .max ? "more than 10¹⁸" : "\(count)") points",
      expected: "at most \(Self.greatestGrid)", remedy: "Take larger steps, or the sampler random.", &problems
    )
  }

  // MARK: Objectives and pruner

  private func checkObjectives(noting problems: inout [ExperimentError.Problem]) {
    guard file.objectives.count == 2, file.objectives[0].metric == file.objectives[1].metric else { return }
    note(
      "objectives", found: "\(file.objectives[0].metric) twice", expected: "two that pull apart",
      remedy: "Delete one of them, or take \(SweepObjective.multiplyAccumulates).", &problems)
  }

  private func checkPruner(noting problems: inout [ExperimentError.Problem]) {
    let firstJudgement: (key: String, epochs: Int)
    switch file.pruner {
    case nil: return
    case .median(let settings): firstJudgement = ("warmupEpochs", settings.warmupEpochs)
    case .asha(let minimumEpochs, _): firstJudgement = ("minimumEpochs", minimumEpochs)
    }
    if file.objectives.count == 2 {
      note(
        "pruner", found: "a pruner beside two objectives",
        expected: "one objective, by which trials are judged",
        remedy: "Take the pruner out, or one of the objectives.", &problems)
    } else if let objective = file.objectives.first,
      objective.isOfModel || objective.metric == "train.evaluatedAccuracy"
    {
      note(
        "pruner", found: "a pruner by \(objective.metric)",
        expected: "a metric that is there after each epoch",
        remedy: "Take the pruner out, or another metric.", &problems)
    }
    let isEpochCountSearched = file.space.contains { ["training", "training.epochs"].contains($0.keyPath) }
    guard !isEpochCountSearched, firstJudgement.epochs >= base.training.epochs else { return }
    note(
      "pruner.\(firstJudgement.key)", found: "\(firstJudgement.epochs)",
      expected: "below training.epochs, \(base.training.epochs)",
      remedy: "No trial would ever be judged.", &problems)
  }

  // MARK: Noting

  private func note(
    _ key: String, in parent: String? = nil, found: String, expected: String, remedy: String,
    _ problems: inout [ExperimentError.Problem]
  ) {
    // Names of settings hold dots: such a key is not a path of several.
    let place = parent.map { node[$0]?[key]?.place ?? node.place } ?? node.place(of: key)
    problems.append(
      ExperimentError.Problem(
        place: place, keyPath: (parent.map { $0 + "." } ?? "") + key, found: found, expected: expected,
        remedy: remedy))
  }
}
