public import ContentDigest

/// A configuration that a sweep's sampler has proposed.
public struct TrialProposal: Hashable, Sendable {
  /// Its number in the sweep, from 1.
  public var number: Int
  /// The values chosen, by key path, as a JSON object.
  public var hyperparameters: String
  /// The digest of the configuration that they make; nil where they make none.
  public var configurationDigest: ContentDigest?
  /// The ``StoredTrial/endOrder`` of the newest end that the sampler knew; 0 where it knew none.
  public var askedAfter: Int

  /// A proposal of these parts.
  public init(number: Int, hyperparameters: String, configurationDigest: ContentDigest?, askedAfter: Int) {
    self.number = number
    self.hyperparameters = hyperparameters
    self.configurationDigest = configurationDigest
    self.askedAfter = askedAfter
  }
}

/// One configuration of a sweep, and what has come of it.
public struct StoredTrial: Hashable, Sendable {
  /// Its number in the sweep, from 1.
  public var number: Int
  /// Where it is in its life.
  public var status: TrialStatus
  /// Why it is so, where there is something to say.
  public var reason: String?
  /// The values chosen, by key path, as a JSON object.
  public var hyperparameters: String
  /// The digest of the configuration that they make, in hexadecimal; nil where they make none.
  public var configurationDigest: String?
  /// Epochs at which its present or last stage ends; nil where that is the end of its training, or none has begun.
  public var stageEpochs: Int?
  /// The ``endOrder`` of the newest end that the sampler knew when it proposed this.
  public var askedAfter: Int
  /// Its place in the order in which the sweep's trials have ended, from 1; nil before it has.
  public var endOrder: Int?
  /// How often it was given to a worker.
  public var attempts: Int
  /// How many of those workers were lost.
  public var losses: Int
  /// When it was asked for, in UTC.
  public var createdAt: String
  /// When it ended, in UTC.
  public var endedAt: String?
  /// What was measured at the ends of stages, by objective and epoch, ascending.
  public var values: [TrialValue]

  /// A trial of these parts.
  public init(
    number: Int, status: TrialStatus, reason: String?, hyperparameters: String, configurationDigest: String?,
    stageEpochs: Int?, askedAfter: Int, endOrder: Int?, attempts: Int, losses: Int, createdAt: String,
    endedAt: String?, values: [TrialValue]
  ) {
    self.number = number
    self.status = status
    self.reason = reason
    self.hyperparameters = hyperparameters
    self.configurationDigest = configurationDigest
    self.stageEpochs = stageEpochs
    self.askedAfter = askedAfter
    self.endOrder = endOrder
    self.attempts = attempts
    self.losses = losses
    self.createdAt = createdAt
    self.endedAt = endedAt
    self.values = values
  }

  /// The newest value of `objective`; nil where there is none.
  public func value(ofObjective objective: Int) -> TrialValue? {
    values.last { $0.objective == objective }
  }
}

/// An objective at the end of a stage: the mean over the trial's runs.
public struct TrialValue: Hashable, Sendable {
  /// Which of the sweep's objectives, from 0.
  public var objective: Int
  /// The epoch, from 1.
  public var epoch: Int
  /// The mean over the runs; finite.
  public var mean: Double
  /// The standard deviation over the runs (with n - 1); nil where there is one run.
  public var deviation: Double?
  /// The runs; at least 1.
  public var runCount: Int

  /// A value of these parts.
  public init(objective: Int, epoch: Int, mean: Double, deviation: Double?, runCount: Int) {
    self.objective = objective
    self.epoch = epoch
    self.mean = mean
    self.deviation = deviation
    self.runCount = runCount
  }

  /// The objective whose values over the runs are `samples`; nil where there are none, or one is not finite.
  public init?(objective: Int, epoch: Int, samples: [Double]) {
    guard !samples.isEmpty, samples.allSatisfy(\.isFinite) else { return nil }
    let mean = samples.reduce(0, +) / Double(samples.count)
    let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(
      objective: objective, epoch: epoch, mean: mean,
      deviation: samples.count > 1 ? (squares / Double(samples.count - 1)).squareRoot() : nil,
      runCount: samples.count)
  }
}

/// How a trial has ended.
public struct TrialEnd: Hashable, Sendable {
  /// A state that is an end.
  public var status: TrialStatus
  /// Why; nil where there is nothing to say.
  public var reason: String?
  /// What was measured; of an epoch that is stored already, the newer counts.
  public var values: [TrialValue]
  /// The runs that it was measured on, by whole ids.
  public var runs: [String]

  /// An end of these parts.
  public init(_ status: TrialStatus, reason: String? = nil, values: [TrialValue] = [], runs: [String] = []) {
    self.status = status
    self.reason = reason
    self.values = values
    self.runs = runs
  }
}
