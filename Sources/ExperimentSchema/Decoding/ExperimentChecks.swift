import JSONText

/// What must hold between the parts of an experiment, beyond the form of each.
///
/// A part whose form is already wrong is not judged again: its placeholder would only mislead.
struct ExperimentChecks {
  let experiment: Experiment
  let node: JSONNode

  func run(noting problems: inout [ExperimentError.Problem]) {
    let formProblems = problems
    func isSound(_ path: String) -> Bool {
      !formProblems.contains {
        $0.keyPath == path || $0.keyPath.hasPrefix(path + ".") || $0.keyPath.hasPrefix(path + "[")
      }
    }
    if isSound("split") { checkSplit(noting: &problems) }
    if isSound("frontEnd") {
      FrontEndChecks(frontEnd: experiment.frontEnd, node: node).run(noting: &problems)
    }
    if isSound("frontEnd") { checkShapes(isSound, noting: &problems) }
    checkLayerNames(noting: &problems)
    if isSound("model") { checkOutput(noting: &problems) }
    if isSound("training") {
      let checks = TrainingChecks(experiment: experiment, node: node)
      if isSound("frontEnd") { checks.run(noting: &problems) }
      if isSound("model") { checks.checkLoss(noting: &problems) }
    }
    if isSound("corpus"), let windows = experiment.corpus.windows {
      WindowChecks(windows: windows, experiment: experiment, node: node).run(isSound, noting: &problems)
    }
    if isSound("claims") {
      ClaimChecks.check(experiment.claims, in: node, known: nil, noting: &problems)
    }
  }

  // MARK: Split

  private func checkSplit(noting problems: inout [ExperimentError.Problem]) {
    let split = experiment.split
    func check(_ role: String, _ folds: [Int], against other: String, _ taken: [Int], expected: String) {
      let shared = folds.filter { taken.contains($0) }
      guard !shared.isEmpty else { return }
      note(
        "split", role, found: "\(shared.map(String.init).joined(separator: ", ")), which \(other) has too",
        expected: expected, remedy: "Take them out of \(other) or out of \(role).", &problems)
    }
    let unlearned = "folds that the model does not learn from"
    check("validation", split.validation, against: "train", split.train, expected: unlearned)
    check("test", split.test, against: "train", split.train, expected: unlearned)
    check(
      "test", split.test, against: "validation", split.validation, expected: "folds that nothing is chosen by"
    )
  }

  // MARK: Model

  /// Layers before the first whose form is wrong: beyond it no shape is known.
  private func soundLayers(_ isSound: (String) -> Bool) -> [LayerSpecification] {
    let nodes =
      if case .array(let elements)? = node["model"]?["layers"]?.value { elements } else { [JSONNode]() }
    let paths = nodes.enumerated().map { index, node in
      "model.layers" + (node["name"]?.string.map { ".\($0)" } ?? "[\(index)]")
    }
    let count = paths.firstIndex { !isSound($0) } ?? paths.count
    return Array(experiment.model.layers.prefix(count))
  }

  private func checkShapes(_ isSound: (String) -> Bool, noting problems: inout [ExperimentError.Problem]) {
    let model = ModelSpecification(
      architecture: experiment.model.architecture, layers: soundLayers(isSound))
    do throws(ShapeInference.Misfit) {
      // The corpus is not open yet. No count of classes makes a shape fit or misfit.
      _ = try ShapeInference.summaries(
        of: model, inputShape: experiment.frontEnd.featureShape, classCount: 2)
    } catch {
      note(
        error.keyPath, error.setting, found: error.found, expected: error.expected, remedy: error.remedy,
        &problems)
    }
  }

  private func checkLayerNames(noting problems: inout [ExperimentError.Problem]) {
    var seen: Set<String> = []
    for placed in experiment.model.placedLayers
    where !placed.layer.name.isEmpty && !seen.insert(placed.layer.name).inserted {
      note(
        placed.numberedPath, "name", found: "\"\(placed.layer.name)\" a second time",
        expected: "a name of its own for each layer, in blocks too", remedy: "Rename one of the two.",
        &problems)
    }
  }

  /// Softmax stands at the end and nowhere else, over as many units as there are classes; sigmoid may stand
  /// there in its place.
  private func checkOutput(noting problems: inout [ExperimentError.Problem]) {
    guard let (last, lastPath) = experiment.model.outputLayer else { return }
    if last.operation.outputActivation == nil {
      note(
        lastPath, nil, found: "a last layer without softmax",
        expected: "softmax, so that the model gives a probability for each class",
        remedy: "End with a dense layer of units \"classes\" and activation \"softmax\".", &problems)
    }
    for placed in experiment.model.placedLayers where placed.layer.operation.activation == .softmax {
      if placed.layer.operation.outputActivation == nil {
        note(
          placed.keyPath, "activation", found: "\"softmax\"", expected: "any other activation",
          remedy: "Put softmax into a dense layer at the end.", &problems)
      } else if placed.keyPath != lastPath {
        note(
          placed.keyPath, nil, found: "softmax before the last layer", expected: "softmax at the end only",
          remedy: "Use relu.", &problems)
      }
    }
  }

  // MARK: Noting

  private func note(
    _ path: String, _ key: String?, found: String, expected: String, remedy: String,
    _ problems: inout [ExperimentError.Problem]
  ) {
    let fullPath = key.map { path + "." + $0 } ?? path
    problems.append(
      ExperimentError.Problem(
        place: node.place(of: fullPath), keyPath: fullPath, found: found, expected: expected, remedy: remedy))
  }
}

extension JSONNode {
  /// Where the value at `keyPath` is written; where a key is left out, the nearest thing around it.
  func place(of keyPath: String) -> Place {
    var node = self
    for step in keyPath.replacing("[", with: ".[").split(separator: ".") {
      let next: JSONNode?
      switch node.value {
      case .object(let members): next = members.first { $0.name == step }?.node
      case .array(let elements):
        let index = Int(step.dropFirst().dropLast())
        next =
          elements.first { $0["name"]?.string == String(step) }
          ?? index.flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      default: next = nil
      }
      guard let next else { break }
      node = next
    }
    return node.place
  }
}
