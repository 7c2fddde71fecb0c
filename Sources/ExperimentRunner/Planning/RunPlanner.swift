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
    for split in splits { try checkBatches(of: experiment, layers: layers, split: split, on: corpus) }
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

  /// Refuses a batch, most often what is left at an epoch's end, that is too small for a batch normalisation.
  private static func checkBatches(
    of experiment: Experiment, layers: [ShapeInference.LayerSummary], split: Split, on corpus: Corpus
  ) throws(PlanningError) {
    let clips =
      corpus.examples.count { split.train.contains($0.fold) } * experiment.training.augmentation.rowsPerClip
    let batchSize = experiment.training.batchSize
    func smallestBatch(_ batchSize: Int) -> Int { clips % batchSize > 0 ? clips % batchSize : batchSize }
    guard clips > 1,
      let layer = layers.first(where: { $0.leastBatchCount > smallestBatch(batchSize) }),
      let other = (batchSize + 1...max(batchSize + 1, clips)).first(where: {
        smallestBatch($0) >= layer.leastBatchCount
      })
    else { return }
    throw .batchOfOne(
      experiment: experiment.name, keyPath: layer.keyPath, clips: clips, batchSize: batchSize, other: other)
  }

  private static func splits(
    of experiment: Experiment, on corpus: Corpus, selection: RunSelection.FoldSelection
  ) throws(PlanningError) -> [Split] {
    let there = corpus.folds
    let asked: [Int]
    switch selection {
    case .documented:
      asked = experiment.split.train + experiment.split.validation + experiment.split.test
    case .all:
      asked = there
    case .folds(let folds):
      asked = folds
    }
    let missing = asked.filter { !there.contains($0) }
    guard missing.isEmpty else {
      throw .missingFolds(
        experiment: experiment.name, missing: missing, corpus: corpus.name, folds: there,
        isDocumented: selection == .documented)
    }
    let least = experiment.split.leastFoldCount
    guard there.count >= least else {
      throw .tooFewFolds(experiment: experiment.name, corpus: corpus.name, folds: there, least: least)
    }
    return selection == .documented
      ? [experiment.split] : asked.map { experiment.split.reporting($0, of: there) }
  }
}

/// Why an experiment cannot be run on a corpus.
public enum PlanningError: Error, Hashable, Sendable {
  /// Folds that are asked for and not there.
  case missingFolds(experiment: String, missing: [Int], corpus: String, folds: [Int], isDocumented: Bool)
  /// A corpus whose folds are not enough for the roles that the split gives them.
  case tooFewFolds(experiment: String, corpus: String, folds: [Int], least: Int)
  /// The model gives other numbers than one for each class.
  case outputs(experiment: String, found: [Int], corpus: String, classes: Int)
  /// A layer that its input does not fit.
  case misfit(experiment: String, ShapeInference.Misfit)
  /// A batch of one clip under a batch normalisation that gets one value of each channel from a clip.
  case batchOfOne(experiment: String, keyPath: String, clips: Int, batchSize: Int, other: Int)
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
    case .tooFewFolds(let experiment, let corpus, let folds, let least):
      return "corpus \(corpus): found \(folds.count == 1 ? "one fold" : "\(folds.count) folds"); expected at "
        + "least \(least), for the roles that the split of \(experiment) gives them. "
        + "Assign its clips to folds by source recording."
    case .outputs(let experiment, let found, let corpus, let classes):
      return "\(experiment): model.layers: found outputs of shape \(found); "
        + "expected \(classes), the classes of corpus \(corpus). Write units \"classes\" in the last layer."
    case .misfit(let experiment, let misfit):
      return "\(experiment): \(misfit)"
    case .batchOfOne(let experiment, let keyPath, let clips, let batchSize, let other):
      return "\(experiment): \(keyPath): found a batch of 1 clip, the \(clips) clips for training taken by "
        + "\(batchSize); expected 2 or more, since one value for each channel has no variance. "
        + "Change training.batchSize, to \(other) for one."
    }
  }
}
