import ContentDigest
import ExperimentSchema
import Foundation
import HyperparameterSearch
import RunStore

/// The trials of a sweep in memory, each change stored before it is seen.
struct SweepLedger {
  let store: RunStore
  let sweep: StoredSweep
  let declared: DeclaredSweep
  /// By number, from 1.
  private(set) var trials: [StoredTrial]
  /// What each tries; nil where the store's text is none of this space.
  private(set) var assignments: [Assignment?]
  /// The first trial of each configuration.
  private var firstOfConfiguration: [String: Int] = [:]

  init(of sweep: StoredSweep, declared: DeclaredSweep, in store: RunStore) throws {
    self.store = store
    self.sweep = sweep
    self.declared = declared
    trials = try store.trials(ofSweep: sweep.id)
    assignments = trials.map { declared.assignment(hyperparametersText: $0.hyperparameters) }
    for trial in trials.reversed() {
      if let digest = trial.configurationDigest { firstOfConfiguration[digest] = trial.number }
    }
  }

  subscript(number: Int) -> StoredTrial { trials[number - 1] }

  /// The numbers of the trials in `status`, ascending.
  func numbers(in status: TrialStatus) -> [Int] {
    trials.lazy.filter { $0.status == status }.map(\.number)
  }

  /// The first trial of the configuration of `digest`; nil where there is none.
  func firstTrial(of digest: ContentDigest) -> Int? { firstOfConfiguration[digest.hexadecimal] }

  // MARK: What searching sees

  /// The trials as samplers see them.
  var history: [SearchTrial] {
    zip(trials, assignments).compactMap { trial, assignment in
      assignment.map { SearchTrial(number: trial.number, assignment: $0, state: state(of: trial)) }
    }
  }

  private func state(of trial: StoredTrial) -> SearchTrial.State {
    switch trial.status {
    case .waiting, .running, .paused: return .pending
    case .failed: return .failed
    case .pruned: return .pruned(value: trial.value(ofObjective: 0)?.mean)
    case .completed:
      let values = declared.specification.objectives.indices.map { trial.value(ofObjective: $0)?.mean }
      let known = values.compactMap(\.self)
      return known.count == values.count ? .finished(known) : .failed
    }
  }

  /// The first objective at the end of every stage of every trial.
  var stageValues: [StageValue] {
    trials.flatMap { trial in
      trial.values.lazy.filter { $0.objective == 0 }.map {
        StageValue(trial: trial.number, epoch: $0.epoch, value: $0.mean)
      }
    }
  }

  // MARK: Steps

  /// Stores what a sampler has proposed, as waiting, and returns its number.
  mutating func add(_ assignment: Assignment, digest: ContentDigest?, at time: Date) throws -> Int {
    let number = trials.count + 1
    let proposal = TrialProposal(
      number: number, hyperparameters: declared.hyperparametersText(of: assignment),
      configurationDigest: digest, askedAfter: newestEnd)
    try store.add([proposal], toSweep: sweep.id, at: time)
    trials.append(StoredTrial(proposal, at: time))
    assignments.append(assignment)
    if let digest, firstOfConfiguration[digest.hexadecimal] == nil {
      firstOfConfiguration[digest.hexadecimal] = number
    }
    return number
  }

  /// Takes trials to running and returns the number of this attempt of each.
  mutating func begin(
    _ starts: [RunStore.TrialStart], as submission: SubmissionRecord?, at time: Date
  ) throws -> [Int] {
    let attempts = try store.begin(starts, ofSweep: sweep.id, as: submission, at: time)
    for (start, attempt) in zip(starts, attempts) {
      change(start.trial) {
        $0.status = .running
        $0.reason = nil
        $0.stageEpochs = start.stageEpochs
        $0.attempts = attempt
      }
    }
    return attempts
  }

  mutating func pause(_ number: Int, values: [TrialValue], runs: [String]) throws {
    try store.pause(trial: number, ofSweep: sweep.id, values: values, runs: runs)
    change(number) {
      $0.status = .paused
      $0.losses = 0
      $0.add(values)
    }
  }

  mutating func end(_ number: Int, _ end: TrialEnd, at time: Date) throws {
    try store.end(trial: number, ofSweep: sweep.id, end, at: time)
    let order = newestEnd + 1
    change(number) {
      $0.status = end.status
      $0.reason = end.reason
      $0.endOrder = order
      $0.add(end.values)
    }
  }

  mutating func release(_ number: Int, isLoss: Bool, reason: String?) throws {
    try store.release(trial: number, ofSweep: sweep.id, isLoss: isLoss, reason: reason)
    change(number) {
      $0.status = .waiting
      $0.reason = reason
      $0.losses += isLoss ? 1 : 0
    }
  }

  /// The runs of trial `number`.
  func runs(of number: Int) throws -> [String] { try store.runs(ofTrial: number, ofSweep: sweep.id) }

  private var newestEnd: Int { trials.lazy.compactMap(\.endOrder).max() ?? 0 }

  private mutating func change(_ number: Int, _ body: (inout StoredTrial) -> Void) {
    body(&trials[number - 1])
  }
}

extension StoredTrial {
  /// A proposal as it is stored.
  fileprivate init(_ proposal: TrialProposal, at time: Date) {
    self.init(
      number: proposal.number, status: .waiting, reason: nil, hyperparameters: proposal.hyperparameters,
      configurationDigest: proposal.configurationDigest?.hexadecimal, stageEpochs: nil,
      askedAfter: proposal.askedAfter, endOrder: nil, attempts: 0, losses: 0,
      createdAt: time.formatted(.iso8601), endedAt: nil, values: [])
  }

  /// Takes in `values`, each replacing the one of its objective and epoch.
  fileprivate mutating func add(_ newer: [TrialValue]) {
    values.removeAll { old in newer.contains { ($0.objective, $0.epoch) == (old.objective, old.epoch) } }
    values = (values + newer).sorted { ($0.objective, $0.epoch) < ($1.objective, $1.epoch) }
  }

  /// The greatest epoch of which the first objective is known; 0 where none is.
  var epochReached: Int { values.lazy.filter { $0.objective == 0 }.map(\.epoch).max() ?? 0 }
}
