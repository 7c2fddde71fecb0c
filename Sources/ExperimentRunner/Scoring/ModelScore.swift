import AudioFrontEnd
public import Datasets
import Evaluation
public import ExperimentSchema
import Foundation

/// How a trained model does on clips of another corpus, in the folds that it was not trained on.
///
/// Two corpora whose folds are made of the same recordings, such as soundscapes composed of one corpus for training and
/// for scores, have folds in common: what was trained on the others of one has heard nothing of the other's fold. Checked
/// in `ScoreCommandTests`.
public struct ModelScore: Sendable {
  /// The id of the run that trained the model.
  public let run: String
  /// The name of the corpus, its recordings cut into windows where the model knows of some.
  public let corpus: String
  /// The folds that it was scored on.
  public let folds: [Int]
  /// Clips in them.
  public let clipCount: Int
  /// The share of clips whose likeliest class is theirs; where several are heard at once, one of those heard. In 0...1.
  public let accuracy: Double
  /// Where several classes may be heard at once, F1 of each above a probability of one half, and the mean over those that
  /// are heard; in 0...1.
  public let macroF1: Double?
  /// Where several classes may be heard at once, the mean over those that are heard of the average precision; in 0...1.
  public let averagePrecision: Double?

  /// Scores the model of run `folder`.
  ///
  /// - Parameters:
  ///   - folder: The run's folder.
  ///   - selection: The corpus; windows are the model's own.
  ///   - corpora: Opens the corpus.
  ///   - cache: Where features are kept.
  ///   - jobs: Threads that compute features.
  ///   - stop: Ends the computation at the next clip.
  ///   - report: Told of progress, and of a cache that cannot be written.
  /// - Throws: ``ScoringError`` where model and corpus do not go together, ``TrainedModelError`` and others where the run's
  ///   files cannot be read, `CorpusError` and `FeatureExtractionError` where clips cannot be used.
  public init(
    of folder: RunFolder, on selection: CorpusSelection, corpora: inout CorpusLibrary, cache: FeatureCache?,
    jobs: Int, stop: StopSignal, report: @escaping @Sendable (RunEvent) -> Void
  ) throws {
    guard FileManager.default.fileExists(atPath: folder.modelFile.path) else {
      throw ScoringError.noModel(run: folder.id, file: folder.modelFile.relativePath)
    }
    let model = try TrainedModel(of: folder)
    let document = model.document
    var selection = selection
    selection.windows = document.windows
    let corpus = try corpora.corpus(selection)
    let places = try corpus.classNames.map { name throws(ScoringError) in
      guard let place = document.classNames.firstIndex(of: name) else {
        throw .otherClass(name, corpus: corpus.name, run: folder.id, classes: document.classNames)
      }
      return place
    }
    let held = corpus.inFolds(document.validationFolds, classNames: document.classNames, places: places)
    guard !held.examples.isEmpty else {
      throw ScoringError.noClips(corpus: corpus.name, run: folder.id, folds: document.validationFolds)
    }
    let table = try FeatureExtraction.table(
      for: held, frontEnd: FrontEnd.Settings(document.frontEnd), cache: cache, jobs: jobs,
      isCancelled: { stop.isSet },
      progress: { report(.features(corpus: corpus.name, done: $0, total: $1)) })
    if let warning = table.cacheWarning { report(.warning(warning)) }
    let probabilities = try model.probabilities(of: table.values)
    let classCount = document.classNames.count
    run = folder.id
    self.corpus = corpus.name
    folds = held.folds
    clipCount = table.clipCount
    if let targets = table.targets {
      accuracy = MultiLabelMeasures.accuracy(scores: probabilities, targets: targets, classCount: classCount)
      macroF1 = MultiLabelMeasures.macroF1(
        scores: probabilities, targets: targets, classCount: classCount, threshold: 0.5)
      averagePrecision = MultiLabelMeasures.meanAveragePrecision(
        scores: probabilities, targets: targets, classCount: classCount)
    } else {
      accuracy = ProbabilityMeasures.accuracy(
        probabilities: probabilities, labels: table.labels, classCount: classCount)
      (macroF1, averagePrecision) = (nil, nil)
    }
  }
}

extension Corpus {
  /// The clips of `folds`, under other classes.
  ///
  /// - Parameters:
  ///   - folds: Which folds.
  ///   - classNames: The classes.
  ///   - places: Where each of this corpus' classes is among them.
  fileprivate func inFolds(_ folds: [Int], classNames: [String], places: [Int]) -> Corpus {
    let held = examples.filter { folds.contains($0.fold) }.map { example in
      var example = example
      example.label = places[example.label]
      example.heard = example.heard?.map { places[$0] }
      return example
    }
    return Corpus(name: name, classNames: classNames, examples: held, isSynthetic: isSynthetic)
  }
}

/// Why a model cannot be scored on a corpus.
public enum ScoringError: Error, Hashable, Sendable {
  /// The run has left no model.
  case noModel(run: String, file: String)
  /// A class of the corpus that the model does not know.
  case otherClass(String, corpus: String, run: String, classes: [String])
  /// No clips in the folds that the model was not trained on.
  case noClips(corpus: String, run: String, folds: [Int])
}

extension ScoringError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noModel(let run, let file):
      return
        "\(file): found no model of run \(run); expected one, which a run leaves when it is completed. Let it go on "
        + "first: earshot run --resume \(run)"
    case .otherClass(let name, let corpus, let run, let classes):
      return "corpus \(corpus): found clips of class \(name); expected the classes of run \(run): "
        + "\(classes.joined(separator: ", ")). Choose some of them by --classes, or another corpus."
    case .noClips(let corpus, let run, let folds):
      return
        "corpus \(corpus): found no clips in fold \(folds.map(String.init).joined(separator: ", ")), which run "
        + "\(run) was not trained on; expected some, for those that it knows tell nothing. Use a corpus of the same folds."
    }
  }
}
