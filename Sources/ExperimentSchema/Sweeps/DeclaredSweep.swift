import JSONText

/// A sweep with the experiment that it searches, whole: nothing of it is read from a file again.
public struct DeclaredSweep: Hashable, Sendable {
  /// What the file declares.
  public let specification: SweepSpecification
  /// The experiment that assignments are laid over, with the sweep's corpus.
  public let base: Experiment

  /// `base`, searched as `specification` says.
  init(specification: SweepSpecification, base: Experiment) {
    self.specification = specification
    self.base = base
  }

  /// The changed settings of `assignment`.
  ///
  /// - Precondition: `assignment` has a value of its domain for each setting of the space.
  public func overrides(of assignment: Assignment) -> [Override] {
    precondition(assignment.count == specification.space.count, "an assignment of another space")
    return zip(specification.space, assignment).map { setting, value in
      precondition(setting.domain.contains(value), "\(setting.keyPath) takes no \(value)")
      return Override(keyPath: setting.keyPath, value: setting.domain.json(of: value))
    }
  }

  /// The experiment with `assignment` laid over it, and the sweep's seeds.
  ///
  /// - Throws: ``ExperimentError`` where the values do not go together, such as layers whose shapes do not
  ///   fit; its places are overrides.
  /// - Precondition: `assignment` has a value of its domain for each setting of the space.
  public func experiment(of assignment: Assignment) throws(ExperimentError) -> Experiment {
    var experiment = try ExperimentDecoder.experiment(base, overrides: overrides(of: assignment))
    if let seeds = specification.seeds { experiment.training.seeds = seeds }
    return experiment
  }

  /// `assignment` as one line of JSON with sorted keys:
  /// `{"model.layers.dropout1.rate":0.25,"training.batchSize":"16"}`, choices by their labels.
  /// ``assignment(hyperparametersText:)`` reads it back.
  ///
  /// - Precondition: `assignment` has a value of its domain for each setting of the space.
  public func hyperparametersText(of assignment: Assignment) -> String {
    precondition(assignment.count == specification.space.count, "an assignment of another space")
    return JSONNode.object(
      zip(specification.space, assignment).map { setting, value in
        (setting.keyPath, setting.domain.node(of: value))
      }
    ).canonicalText()
  }

  /// The assignment that ``hyperparametersText(of:)`` wrote; nil where `text` is none of this space.
  public func assignment(hyperparametersText text: String) -> Assignment? {
    var problems: [ExperimentError.Problem] = []
    guard
      let node = try? JSONNode.parsing(Array(text.utf8), source: "hyperparameters", noting: &problems),
      problems.isEmpty, node.members?.count == specification.space.count
    else { return nil }
    var assignment: Assignment = []
    for setting in specification.space {
      guard let value = node[setting.keyPath].flatMap(setting.domain.value(of:)) else { return nil }
      assignment.append(value)
    }
    return assignment
  }
}
