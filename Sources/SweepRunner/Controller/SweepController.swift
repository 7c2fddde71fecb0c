public import ExperimentRunner
import ExperimentSchema
import Foundation
import HyperparameterSearch
public import RunStore

/// Asks for trials, hands them to workers, judges them, and ends them: the one process that decides about a sweep.
///
/// Every decision is in the store before it is acted on, and is made from what is there: a controller that is killed
/// anywhere is followed by one that goes on as it would have. Checked in `SweepControllerTests` and `SweepFaultTests`.
public final class SweepController {
  /// Workers that a trial may lose in a stage before it counts as failed.
  static let greatestLossCount = 3
  /// Proposals that repeat a configuration which is there before a trial takes over what came of that.
  static let greatestAttempt = 20
  /// Trials in a row that needed no worker before the sweep stops asking: the space has nothing new.
  static let greatestIdleCount = 100
  /// Seconds between two notes of the time spent.
  private static let timeInterval = 30.0

  private let planner: TrialPlanner
  private let launcher: any TrialLauncher
  private let sampler: any Sampler
  private let pruner: any Pruner
  private let objectives: TrialObjectives
  private let isMaximised: Bool
  private let allowsRepeats: Bool
  private let stop: StopSignal
  private let report: (SweepEvent) -> Void
  private let folds: [Int]?
  /// What time it is.
  package var clock = RunClock.system

  private var ledger: SweepLedger
  /// Attempts under way, by trial.
  private var underWay: [Int: Int] = [:]
  /// Paused trials that go on as soon as there is a worker.
  private var proceeding: Set<Int> = []
  private var plans: [Int: PlannedTrial] = [:]
  private var isExhausted = false
  private var idleCount = 0
  private var refusal: String?
  private var isStopping = false
  private var begun = 0.0
  private var lastNote = 0.0

  /// A controller of `sweep`, which the store has.
  ///
  /// - Parameters:
  ///   - sweep: The sweep as the store has it.
  ///   - planner: What it searches.
  ///   - store: Open for writing.
  ///   - launcher: What trains.
  ///   - allowsRepeats: Whether configurations and runs that are there are trained again.
  ///   - stop: Asks it to stop, with all that is under way saved.
  ///   - report: Told what happens, from the thread that calls ``run()``.
  /// - Throws: `RunStoreError` where the store cannot be read, `CorpusError` where the corpus cannot.
  public init(
    sweep: StoredSweep, planner: TrialPlanner, store: RunStore, launcher: any TrialLauncher,
    allowsRepeats: Bool, stop: StopSignal, report: @escaping (SweepEvent) -> Void
  ) throws {
    let specification = planner.sweep.specification
    self.planner = planner
    self.launcher = launcher
    self.allowsRepeats = allowsRepeats
    self.stop = stop
    self.report = report
    sampler = specification.makeSampler()
    pruner = specification.makePruner()
    objectives = TrialObjectives(objectives: specification.objectives, store: store)
    isMaximised = specification.objectives.first?.isMaximised ?? true
    folds = try planner.folds()
    ledger = try SweepLedger(of: sweep, declared: planner.sweep, in: store)
  }

  /// Works until the budget is spent, nothing is left to try, or it is asked to stop.
  ///
  /// - Throws: `RunStoreError` where the store cannot be written, and what the launcher throws. All that was decided is
  ///   stored: another controller goes on.
  public func run() throws -> SweepEnding {
    begun = clock.seconds()
    lastNote = begun
    try recover()
    while true {
      if stop.isSet { endSoon() }
      if !isStopping { try fillSlots() }
      if underWay.isEmpty {
        guard !isStopping, try pruneLeftovers() else { break }
        continue
      }
      for event in try launcher.waitForEvents() { try handle(event) }
      if clock.seconds() - lastNote >= Self.timeInterval { try noteTime() }
    }
    try noteTime()
    if let refusal { return .refused(reason: refusal) }
    return isStopping ? .interrupted : .finished
  }

  // MARK: Beginning and ending

  private func recover() throws {
    let running = ledger.numbers(in: .running)
    var tasks: [TrialTask] = []
    for trial in running {
      if let plan = try? plan(trial) {
        tasks.append(
          task(of: trial, plan: plan, stageEpochs: ledger[trial].stageEpochs, attempt: ledger[trial].attempts)
        )
      }
    }
    for trial in try launcher.recover(tasks) { underWay[trial] = ledger[trial].attempts }
    for trial in running where underWay[trial] == nil {
      try ledger.release(trial, isLoss: false, reason: nil)
    }
    for trial in ledger.numbers(in: .paused) { try judge(trial) }
  }

  private func endSoon() {
    if isStopping { return }
    isStopping = true
    launcher.stop()
  }

  /// Ends the trials that wait for others to show whether they are worth going on, when no other is left; returns
  /// whether there were any.
  private func pruneLeftovers() throws -> Bool {
    let left = ledger.numbers(in: .paused)
    for trial in left {
      try end(trial, TrialEnd(.pruned, reason: "others were better at epoch \(ledger[trial].epochReached)"))
    }
    return !left.isEmpty
  }

  private func noteTime() throws {
    lastNote = clock.seconds()
    try ledger.store.setSecondsSpent(secondsSpent, ofSweep: ledger.sweep.id)
  }

  private var secondsSpent: Double { ledger.sweep.secondsSpent + clock.seconds() - begun }

  private func end(_ trial: Int, _ end: TrialEnd) throws {
    try ledger.end(trial, end, at: clock.date())
    plans[trial] = nil
    report(.ended(ledger[trial]))
  }

  // MARK: Handing out

  private func fillSlots() throws {
    var starts: [RunStore.TrialStart] = []
    var room = launcher.freeSlotCount
    while room > 0, let start = try nextStart(without: Set(starts.map(\.trial))) {
      starts.append(start)
      room -= 1
    }
    if starts.isEmpty { return }
    let submission = try launcher.submission(ofTaskCount: starts.count)
    let attempts = try ledger.begin(starts, as: submission, at: clock.date())
    var tasks: [TrialTask] = []
    for (start, attempt) in zip(starts, attempts) {
      proceeding.remove(start.trial)
      underWay[start.trial] = attempt
      tasks.append(
        task(of: start.trial, plan: try plan(start.trial), stageEpochs: start.stageEpochs, attempt: attempt))
      report(.submitted(trial: start.trial, stageEpochs: start.stageEpochs))
    }
    try launcher.submit(tasks, as: submission)
  }

  /// The stage that is to be trained next: of a trial that was begun before one that is new.
  private func nextStart(without chosen: Set<Int>) throws -> RunStore.TrialStart? {
    var isBlocked = false
    for trial in ledger.numbers(in: .waiting) where !chosen.contains(trial) {
      if let start = try start(ofWaiting: trial) { return start }
      isBlocked = isBlocked || ledger[trial].status == .waiting
    }
    if let trial = nextPaused(without: chosen) { return try nextStage(of: trial) }
    // While a proposal waits for what comes of an equal one the sampler would only repeat itself.
    while mayAsk && !isBlocked {
      guard let trial = try ask() else { return nil }
      if let start = try start(ofWaiting: trial) {
        idleCount = 0
        return start
      }
      isBlocked = ledger[trial].status == .waiting
      idleCount += 1
      if idleCount >= Self.greatestIdleCount {
        isExhausted = true
        report(.warning("the last \(idleCount) proposals brought nothing new: no more are asked for"))
      }
    }
    return nil
  }

  private func nextPaused(without chosen: Set<Int>) -> Int? {
    if let trial = proceeding.sorted().first(where: { !chosen.contains($0) }) { return trial }
    let waiting = ledger.numbers(in: .paused).filter { !chosen.contains($0) }
    if waiting.isEmpty { return nil }
    return pruner.promotable(among: waiting, values: ledger.stageValues, isMaximised: isMaximised).first
  }

  /// The first stage that is left of a waiting trial; nil where it needs no worker now, since it has ended, or is to
  /// take over what comes of an equal one.
  private func start(ofWaiting trial: Int) throws -> RunStore.TrialStart? {
    let planned: PlannedTrial
    do {
      planned = try plan(trial)
    } catch {
      try end(trial, TrialEnd(.failed, reason: "\(error)"))
      return nil
    }
    if !allowsRepeats, let first = ledger.firstTrial(of: planned.digest), first < trial {
      let earlier = ledger[first]
      if earlier.status.isEnd {
        let reason = "as trial \(first)" + (earlier.reason.map { ": \($0)" } ?? "")
        try end(
          trial,
          TrialEnd(earlier.status, reason: reason, values: earlier.values, runs: try ledger.runs(of: first)))
      }
      return nil
    }
    return try nextStage(of: trial)
  }

  private func nextStage(of trial: Int) throws -> RunStore.TrialStart {
    let epochCount = try plan(trial).epochCount
    let reached = ledger[trial].epochReached
    let stage = pruner.stages(ofEpochs: epochCount).first { $0 > reached } ?? epochCount
    return RunStore.TrialStart(trial: trial, stageEpochs: stage < epochCount ? stage : nil)
  }

  private func plan(_ trial: Int) throws -> PlannedTrial {
    if let plan = plans[trial] { return plan }
    guard let assignment = ledger.assignments[trial - 1] else {
      throw SweepError.unreadableTrial(sweep: ledger.sweep.name, trial: trial)
    }
    let plan = try planner.plan(assignment)
    plans[trial] = plan
    return plan
  }

  private func task(of trial: Int, plan: PlannedTrial, stageEpochs: Int?, attempt: Int) -> TrialTask {
    TrialTask(
      sweep: ledger.sweep.name, trial: trial, attempt: attempt, stageEpochs: stageEpochs,
      experiment: plan.experiment.resolvedText, folds: folds, allowsRepeats: allowsRepeats)
  }

  // MARK: Asking

  private var mayAsk: Bool {
    if isExhausted || stop.isSet { return false }
    if let limit = ledger.sweep.trialLimit, ledger.trials.count >= limit { return false }
    return ledger.sweep.secondsLimit.map { secondsSpent < $0 } ?? true
  }

  /// Stores another proposal as waiting and returns its number; nil where nothing is left to try.
  private func ask() throws -> Int? {
    let number = ledger.trials.count + 1
    let history = ledger.history
    var proposal: (assignment: Assignment, plan: PlannedTrial?)?
    for attempt in 0...Self.greatestAttempt {
      guard let assignment = sampler.assignment(ofTrial: number, attempt: attempt, history: history) else {
        break
      }
      // One that does not fit is stored too: as failed, with the reason.
      proposal = (assignment, try? planner.plan(assignment))
      guard !allowsRepeats, let digest = proposal?.plan?.digest, ledger.firstTrial(of: digest) != nil else {
        break
      }
    }
    guard let proposal else {
      isExhausted = true
      return nil
    }
    plans[number] = proposal.plan
    return try ledger.add(proposal.assignment, digest: proposal.plan?.digest, at: clock.date())
  }

  // MARK: What came of it

  private func handle(_ event: TrialEvent) throws {
    switch event {
    case .started: break
    case .warning(let message): report(.warning(message))
    case .ended(let trial, let attempt, let ending):
      // What an attempt tells that is no longer under way is of no account.
      guard underWay[trial] == attempt else { return }
      underWay[trial] = nil
      try take(ending, of: trial)
      try noteTime()
    }
  }

  private func take(_ ending: TrialEnding, of trial: Int) throws {
    switch ending {
    case .reached(let runs): try reached(trial, runs: runs)
    case .diverged(let run, let reason):
      try end(trial, TrialEnd(.failed, reason: "\(run) diverged: \(reason)", runs: run.isEmpty ? [] : [run]))
    case .failed(let reason): try end(trial, TrialEnd(.failed, reason: reason))
    case .lost(let reason):
      if ledger[trial].losses + 1 >= Self.greatestLossCount {
        let count = Self.greatestLossCount
        try end(trial, TrialEnd(.failed, reason: "its worker was lost \(count) times, last: \(reason)"))
      } else {
        try ledger.release(trial, isLoss: true, reason: reason)
        report(.released(trial: trial, reason: reason))
      }
    case .interrupted: try ledger.release(trial, isLoss: false, reason: nil)
    case .refused(let reason):
      try ledger.release(trial, isLoss: false, reason: reason)
      refusal = refusal ?? "trial \(trial): \(reason)"
      endSoon()
    }
  }

  private func reached(_ trial: Int, runs: [String]) throws {
    let plan = try plan(trial)
    let stageEpochs = ledger[trial].stageEpochs
    let values: [TrialValue]
    do {
      values = try objectives.values(of: plan, runs: runs, epoch: stageEpochs ?? plan.epochCount)
    } catch let error as TrialObjectives.Missing {
      return try end(trial, TrialEnd(.failed, reason: "\(error)", runs: runs))
    }
    guard stageEpochs != nil else {
      return try end(trial, TrialEnd(.completed, values: values, runs: runs))
    }
    try ledger.pause(trial, values: values, runs: runs)
    report(.paused(ledger[trial]))
    try judge(trial)
  }

  /// Decides what becomes of a trial that is paused.
  private func judge(_ trial: Int) throws {
    let epoch = ledger[trial].epochReached
    let decision = pruner.decision(
      trial: trial, epoch: epoch, values: ledger.stageValues, isMaximised: isMaximised)
    switch decision {
    case .proceed: proceeding.insert(trial)
    case .wait: break
    case .prune: try end(trial, TrialEnd(.pruned, reason: "others were better at epoch \(epoch)"))
    }
  }
}
