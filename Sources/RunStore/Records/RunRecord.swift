public import ContentDigest
public import ExperimentSchema
public import Foundation

/// A run about to begin.
public struct RunRecord: Hashable, Sendable {
  /// `<name>-<corpus>-s<seed>-f<fold>-<8 hex>`, unique in the store.
  public var id: String
  /// The name of the registered experiment.
  public var experiment: String
  /// The name of the registered corpus.
  public var corpus: String
  /// What makes it the observation it is; the seed is at most `Int64.max`.
  public var identity: RunIdentity
  /// The epochs it is to train; at least 1.
  public var plannedEpochs: Int
  /// Values that are trained.
  public var parameterCount: Int
  /// Multiply-accumulates of one example's forward pass.
  public var multiplyAccumulateCount: Int
  /// Threads inside the run; at least 1.
  public var threadCount: Int
  /// When it was declared.
  public var createdAt: Date
  /// Where it comes from, as JSON: commit, binary, toolchain, processor, libraries.
  public var provenance: String

  /// A run of these parts.
  public init(
    id: String, experiment: String, corpus: String, identity: RunIdentity, plannedEpochs: Int,
    parameterCount: Int, multiplyAccumulateCount: Int, threadCount: Int, createdAt: Date,
    provenance: String
  ) {
    self.id = id
    self.experiment = experiment
    self.corpus = corpus
    self.identity = identity
    self.plannedEpochs = plannedEpochs
    self.parameterCount = parameterCount
    self.multiplyAccumulateCount = multiplyAccumulateCount
    self.threadCount = threadCount
    self.createdAt = createdAt
    self.provenance = provenance
  }
}

/// How a run ended, with everything that is stored at its end.
public struct RunOutcome: Hashable, Sendable {
  /// A state that a running run can end in.
  public var status: RunStatus
  /// Why it ended so; nil where it completed.
  public var reason: String?
  /// When it ended.
  public var endedAt: Date
  /// Wall time of training, in seconds, over all stretches of a run that went on; the work that a kill undid is not in it.
  public var seconds: Double
  /// Processor time of all threads that trained, in seconds, over the same stretches.
  public var cpuSeconds: Double
  /// Measured once, after the last epoch, such as `train.evaluatedAccuracy`; stored with that epoch.
  public var closingMetrics: [MetricValue]
  /// What the model said of each validation and test clip after the final epoch.
  public var predictions: [Prediction]
  /// The files in the run's folder.
  public var artifacts: [Artifact]

  /// An outcome of these parts.
  public init(
    status: RunStatus, reason: String? = nil, endedAt: Date, seconds: Double, cpuSeconds: Double,
    closingMetrics: [MetricValue] = [], predictions: [Prediction] = [], artifacts: [Artifact] = []
  ) {
    self.status = status
    self.reason = reason
    self.endedAt = endedAt
    self.seconds = seconds
    self.cpuSeconds = cpuSeconds
    self.closingMetrics = closingMetrics
    self.predictions = predictions
    self.artifacts = artifacts
  }
}

/// What a model said of one clip.
public struct Prediction: Hashable, Sendable {
  /// The clip's name in the run's corpus.
  public var clip: String
  /// Whether it was a validation or a test clip.
  public var split: MetricSplit
  /// The class it belongs to, by label.
  public var label: Int
  /// The probability of each class, `[class]`; not empty.
  public var probabilities: [Float]

  /// A prediction of these parts.
  public init(clip: String, split: MetricSplit, label: Int, probabilities: [Float]) {
    self.clip = clip
    self.split = split
    self.label = label
    self.probabilities = probabilities
  }

  /// The class of the greatest probability, the lowest label on a tie; a NaN loses to any number.
  public var predicted: Int {
    var best = 0
    for (label, probability) in probabilities.enumerated()
    where probability > probabilities[best] || probabilities[best].isNaN {
      best = label
    }
    return best
  }
}

/// A file in a run's folder.
public struct Artifact: Hashable, Sendable {
  /// Its path beneath the run's folder.
  public var path: String
  /// The digest of its bytes.
  public var digest: ContentDigest
  /// Its size in bytes.
  public var byteCount: Int

  /// A file of these parts.
  public init(path: String, digest: ContentDigest, byteCount: Int) {
    self.path = path
    self.digest = digest
    self.byteCount = byteCount
  }
}
