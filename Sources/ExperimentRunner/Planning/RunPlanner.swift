public import Datasets
public import ExperimentSchema

/// Expands experiments into runs: one for each seed and fold.
public enum RunPlanner {
  /// Returns the runs of `experiment` on `corpus`, seeds outermost.
  ///
  /// - Throws: ``PlanningError`` where a fold is not in the corpus, a side of the split is empty, or the
  ///   model's outputs are not its classes.
  public static func runs(
    of experiment: Experiment, on corpus: Corpus, selection: RunSelection
  ) throws(PlanningError) -> [PlannedRun] {
    let layers: [ShapeInference.LayerSummary]
    do throws(ShapeInference.Misfit) {
      layers = try ShapeInference.summaries(
        of: experiment.model, inputShape: experiment.frontEnd.featureShape,
        classCount: corpus.classNames.count)
    } catch {
      throw .misfit(experiment: experiment.name, error)
    }
    if let outputs = layers.last?.outputShape, outputs != [corpus.classNames.count] {
      throw .outputs(
        experiment: experiment.name, found: outputs, corpus: corpus.name, classes: corpus.classNames.count)
    }
    let splits = try splits(of: experiment, on: corpus, selection: selection.folds)
    return (selection.seeds ?? experiment.training.seeds).flatMap { seed in
      splits.map { split in
        var own = experiment
        own.split = split
        own.training.seeds = [seed]
        let identity = RunIdentity(
          configurationDigest: own.configurationDigest(classNames: corpus.classNames),
          corpusDigest: corpus.digest, seed: seed, fold: split.reportedFold)
        return PlannedRun(
          declared: experiment, experiment: own, corpus: corpus, identity: identity, layers: layers)
      }
    }
  }

  private static func splits(
    of experiment: Experiment, on corpus: Corpus, selection: RunSelection.FoldSelection
  ) throws(PlanningError) -> [Split] {
    let there = corpus.folds
    let asked: [Int]
    let splits: [Split]
    switch selection {
    case .documented:
      asked = experiment.split.train + experiment.split.validation
      splits = [experiment.split]
    case .all:
      asked = there
      splits = there.map { .reporting($0, of: there) }
    case .folds(let folds):
      asked = folds
      splits = folds.map { .reporting($0, of: there) }
    }
    let missing = asked.filter { !there.contains($0) }
    guard missing.isEmpty else {
      throw .missingFolds(
        experiment: experiment.name, missing: missing, corpus: corpus.name, folds: there,
        isDocumented: selection == .documented)
    }
    guard there.count > 1 else { throw .singleFold(corpus: corpus.name) }
    return splits
  }
}

/// Why an experiment cannot be run on a corpus.
public enum PlanningError: Error, Hashable, Sendable {
  /// Folds that are asked for and not there.
  case missingFolds(experiment: String, missing: [Int], corpus: String, folds: [Int], isDocumented: Bool)
  /// A corpus of one fold leaves nothing to train on.
  case singleFold(corpus: String)
  /// The model gives other numbers than one for each class.
  case outputs(experiment: String, found: [Int], corpus: String, classes: Int)
  /// A layer that its input does not fit.
  case misfit(experiment: String, ShapeInference.Misfit)
}

extension PlanningError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingFolds(let experiment, let missing, let corpus, let folds, let isDocumented):
      let names = missing.map(String.init).joined(separator: ", ")
      let known = folds.map(String.init).joined(separator: ", ")
      let place = isDocumented ? "\(experiment): split" : "\(experiment): --folds"
      return
        "\(place): found fold \(names), which corpus \(corpus) does not have; expected some of \(known). "
        + (isDocumented ? "Use --folds all, or change the split." : "Use --folds all for each in turn.")
    case .singleFold(let corpus):
      return "corpus \(corpus): found one fold; expected at least two. "
        + "Assign its clips to folds by source recording."
    case .outputs(let experiment, let found, let corpus, let classes):
      return "\(experiment): model.layers: found outputs of shape \(found); "
        + "expected \(classes), the classes of corpus \(corpus). Write units \"classes\" in the last layer."
    case .misfit(let experiment, let misfit):
      return "\(experiment): \(misfit)"
    }
  }
}
