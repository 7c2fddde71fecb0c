import ContentDigest
import ExperimentSchema
import Foundation
import Reporting
import RunStore

/// A small history with known numbers, and a store of runs for it.
struct HistoryFixture {
  static let corpusNames = ["tones", "noises"]
  static let classNames = ["Dog", "Cat"]
  static let time = Date(timeIntervalSince1970: 1_790_000_000)

  let store: RunStore

  init() throws { try self.init(store: RunStore.inMemory()) }

  init(store: RunStore, classNames: [String] = classNames) throws {
    self.store = store
    for name in Self.corpusNames {
      try store.register(
        CorpusRecord(
          name: name, digest: ContentDigest(of: name), classNames: classNames,
          examples: (0..<10).map { .init(clip: "clip\($0).wav", label: $0 % 2, fold: $0 / 2 + 1) }))
    }
  }

  /// Runs for a store whose corpora are registered.
  init(existing store: RunStore) { self.store = store }

  static func experiment(
    _ name: String, title: String = "A generation", loss: TrainingSpecification.Loss = .meanSquaredError,
    architecture: ModelSpecification.Architecture = .documented, claims: [Claim] = []
  ) -> Experiment {
    Experiment(
      name: name, title: title, corpus: CorpusSelection(name: "tones"),
      split: Split(train: [1, 2, 3, 4], validation: [5]),
      frontEnd: FrontEndSpecification(
        sampleRate: 22_050, spectralGate: nil, trim: nil,
        features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256)),
      model: ModelSpecification(architecture: architecture, layers: []),
      training: TrainingSpecification(
        loss: loss, optimizer: .adam(.init()), epochs: 2, batchSize: 32, seeds: [1]),
      claims: claims)
  }

  static func equals(
    _ experiment: String, _ metric: String, _ value: Double, corpus: String = "tones"
  ) -> Claim {
    Claim(
      id: "\(experiment).\(metric)", metric: metric, statement: .equals(experiment: experiment, value: value),
      corpus: corpus, source: "a test")
  }

  static func digest(_ experiment: Experiment, _ classNames: [String]) -> ContentDigest {
    ContentDigest(of: experiment.name + classNames.joined())
  }

  /// What a model says of the two clips of a fold: `probability` of each for class 0.
  static func predictions(ofFold fold: Int, probability: (_ clip: Int) -> Float) -> [Prediction] {
    (2 * fold - 2..<2 * fold).map { clip in
      Prediction(
        clip: "clip\(clip).wav", split: .validation, label: clip % 2,
        probabilities: [probability(clip), 1 - probability(clip)])
    }
  }

  /// Stores a run whose last epoch has these accuracies.
  func add(
    _ name: String, corpus: String = "tones", seed: UInt64, fold: Int = 5, train: Double = 0.75,
    validation: Double, crossEntropy: Double = 1, status: RunStatus = .completed,
    digest: ContentDigest? = nil, epochCount: Int = 2, test: [Double] = [],
    layers: String = #"{"name":"hidden1","units":256}"#, predictions: [Prediction]? = nil,
    macs: Int = 107_392, macroF1: Double? = nil, averagePrecision: Double? = nil
  ) throws {
    let digest =
      digest ?? Self.digest(Self.experiment(name), Self.classNames)
    try store.register(
      ExperimentRecord(
        name: name, title: "A generation", configurationDigest: digest,
        configuration: #"{"corpus":{"name":"../data/\#(corpus)","classes":"pets"},"#
          + #""model":{"layers":[\#(layers)]},"training":{"epochs":2}}"#,
        corpusName: corpus, corpusDigest: ContentDigest(of: corpus)))
    let count = try store.runSummaries().count
    let id = "\(name.printableID)-\(corpus)-s\(seed)-f\(fold)-\(String(0x1000_0000 + count, radix: 16))"
    try store.create(
      RunRecord(
        id: id, experiment: name, corpus: corpus,
        identity: RunIdentity(
          configurationDigest: digest, corpusDigest: ContentDigest(of: corpus), seed: seed, fold: fold),
        plannedEpochs: epochCount, parameterCount: 107_850, multiplyAccumulateCount: macs, threadCount: 1,
        createdAt: Self.time, provenance: #"{"commit":"f82e0ce","cpu":{"model":"a processor"}}"#))
    try store.begin(id, at: Self.time)
    let epochs = status == .completed ? epochCount : 1
    try store.record(
      epochs: (1...epochs).map { epoch in
        let isLast = epoch == epochCount
        return EpochRecord(
          run: id, epoch: epoch,
          metrics: [
            MetricValue(.trainAccuracy, isLast ? train : train / 2), MetricValue(.trainLoss, 0.5),
            MetricValue(.validationAccuracy, isLast ? validation : validation + 0.0625),
            MetricValue(.validationLoss, 0.25), MetricValue(.validationCrossEntropy, crossEntropy),
          ] + [macroF1.map { MetricValue(.validationMacroF1, $0) }].compactMap(\.self)
            + [averagePrecision.map { MetricValue(.validationAveragePrecision, $0) }].compactMap(\.self)
            + test.dropFirst(epoch - 1).prefix(1).map { MetricValue(MetricName(.test, "accuracy"), $0) })
      })
    try store.finish(
      id,
      RunOutcome(
        status: status, reason: status == .completed ? nil : "a reason", endedAt: Self.time, seconds: 1.5,
        cpuSeconds: 1.25,
        closingMetrics: status == .completed ? [MetricValue(.trainEvaluatedAccuracy, 1)] : [],
        predictions: status == .completed ? predictions ?? Self.predictions(ofFold: 5) { _ in 0.75 } : []))
  }
}

extension String {
  fileprivate var printableID: String { filter { $0.isASCII && $0.isLetter || $0.isNumber } }
}
