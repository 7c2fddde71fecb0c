import Foundation
public import RunStore
public import SweepRunner

/// Gives a sweep's trials to Slurm, several at once as the tasks of a job, and brings home what they publish.
///
/// It can be killed at any point. What it was about is in the store before it is done: a job's unique name
/// before the job is submitted, so that the job is found again, or is known not to be there. Attempts'
/// folders are the truth; what Slurm says only tells when to give one up. While Slurm does not answer nothing
/// is concluded.
///
/// Checked in `SlurmTrialLauncherTests` with clients of our own, and by `make integration` on a cluster of
/// two nodes.
public final class SlurmTrialLauncher: TrialLauncher {
  private let client: SlurmClient
  private let options: SlurmOptions
  private let limits: SlurmLimits
  private let sweep: StoredSweep
  private let store: RunStore
  private let settings: Settings
  private let exchange: ExchangeFolder
  private let submitter: JobSubmitter
  private let collection: AttemptCollection
  private let clock = ContinuousClock()

  /// By the trial's number.
  private var flights: [Int: Flight] = [:]
  /// What Slurm said last, by ``Flight/place``.
  private var known: [String: SlurmTask] = [:]
  private var lastPoll: ContinuousClock.Instant?
  private var isSlurmSilent = false
  private var isStopping = false
  /// Attempts that were told of already.
  private var refusedAttempts: Set<URL> = []
  /// Tasks that were let go or started, and when: Slurm takes a moment.
  private var nudges: [String: ContinuousClock.Instant] = [:]

  /// A launcher for the trials of `sweep`.
  ///
  /// - Throws: ``SlurmError`` where Slurm does not answer, or would not take such tasks; Foundation's error
  ///   where this machine's temporary folder cannot be written.
  public init(
    client: SlurmClient, options: SlurmOptions, sweep: StoredSweep, store: RunStore, settings: Settings
  ) throws {
    self.client = client
    self.options = options
    self.sweep = sweep
    self.store = store
    self.settings = settings
    limits = try client.limits()
    exchange = ExchangeFolder(runsFolder: settings.runsFolder, sweep: sweep.name)
    submitter = JobSubmitter(
      client: client, options: options, sweep: sweep, store: store, settings: settings, exchange: exchange)
    collection = AttemptCollection(
      sweep: sweep.name, runsFolder: settings.runsFolder, store: store, scratch: try ScratchFolder())
  }

  // MARK: Submitting

  /// Trials that may be submitted now: those of the tasks that are free, and of one job at most.
  public var freeSlotCount: Int {
    if isStopping || isSlurmSilent { return 0 }
    let busy = Set(flights.values.map(\.place)).count
    return max(0, min(min(options.taskCount, limits.jobCount) - busy, limits.arrayTaskCount, Self.largestJob))
      * options.trialsPerTask
  }

  /// A job's folder holds a log for each task.
  private static let largestJob = 990

  /// A job of `count` trials, under a name that no other job has.
  public func submission(ofTaskCount count: Int) -> SubmissionRecord? {
    let stem = sweep.name.prefix(40).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let suffix = String(UInt64.random(in: 0x1000_0000_0000_0000 ... .max), radix: 16)
    return SubmissionRecord(
      jobName: "earshot-\(String(stem))-\(suffix)",
      arrayIndices: (0..<count).map { $0 / options.trialsPerTask })
  }

  /// Submits `tasks`, which the store has as `submission`.
  ///
  /// Where Slurm does not answer they are submitted later.
  ///
  /// - Throws: ``SlurmError/refused(client:message:)``, `RunStoreError`, or the disk's error.
  public func submit(_ tasks: [TrialTask], as submission: SubmissionRecord?) throws {
    guard let submission, !tasks.isEmpty else { return }
    let number = try submitter.prepare(tasks, as: submission)
    for (task, index) in zip(tasks, submission.arrayIndices) {
      flights[task.trial] = flight(of: task, in: submission.jobName, index: index, number: number)
    }
    try submit(submission.jobName, number: number, indices: 0...(submission.arrayIndices.max() ?? 0))
  }

  /// Submits a job that is prepared; where Slurm does not answer that is noted.
  private func submit(_ jobName: String, number: Int, indices: ClosedRange<Int>) throws {
    if try !submitter.submit(jobName, number: number, indices: indices) { isSlurmSilent = true }
  }

  private func flight(of task: TrialTask, in jobName: String, index: Int, number: Int) -> Flight {
    Flight(
      task: task, stage: exchange.stage(of: task), jobName: jobName, arrayIndex: index, submission: number,
      at: clock.now)
  }

  // MARK: Going on after a crash

  /// Takes up what the store holds as running.
  ///
  /// - Returns: The trials of `tasks` that are still under way, or whose results wait; the others are to be
  ///   submitted anew.
  /// - Throws: `RunStoreError`.
  public func recover(_ tasks: [TrialTask]) throws -> [Int] {
    let submissions = try store.submissions(ofSweep: sweep.id, isOpen: false)
    for task in tasks {
      for submission in submissions.reversed() {
        let noted = submission.tasks.first { $0.trial == task.trial && $0.attempt == task.attempt }
        guard let noted else { continue }
        // Killed before it had written what the job's tasks are to read: nothing was submitted.
        if noted.status != .lost, submitter.isPrepared(submission) {
          flights[task.trial] = flight(
            of: task, in: submission.jobName, index: noted.arrayIndex, number: Int(submission.id))
        }
        break
      }
    }
    return flights.keys.sorted()
  }

  // MARK: Waiting

  /// What has happened since it was last asked; waits a moment where nothing has.
  ///
  /// - Throws: `RunStoreError` or ``AttemptError`` where this machine's disk refuses, ``SlurmError`` where a
  ///   job that is to be submitted again is refused.
  public func waitForEvents() throws -> [TrialEvent] {
    var events = try collect()
    let isDue = lastPoll.map { $0.duration(to: clock.now) / .seconds(1) >= settings.pollInterval } ?? true
    if isDue, !flights.isEmpty { events += try poll() }
    if flights.isEmpty, isSlurmSilent { events += askAgain() }
    if events.isEmpty { Thread.sleep(forTimeInterval: 0.5) }
    return events
  }

  /// Brings home what was published.
  private func collect() throws -> [TrialEvent] {
    var events: [TrialEvent] = []
    for trial in flights.keys.sorted() {
      guard var flight = flights[trial] else { continue }
      if flight.look(at: clock.now), !flight.isStarted {
        flight.isStarted = true
        events.append(.started(trial: trial, attempt: flight.task.attempt))
      }
      flights[trial] = flight
      let outcome = try collection.collect(
        trial: trial, epochs: flight.task.stageEpochs, in: flight.stage)
      for refusal in outcome.refused where refusedAttempts.insert(refusal.folder).inserted {
        events.append(.warning("trial \(trial): \(refusal)"))
      }
      guard let result = outcome.result else { continue }
      let ending: TrialEnding =
        switch result.ending {
        case .reached: .reached(runs: result.runs.map(\.id))
        case .diverged(let run, let reason): .diverged(run: run, reason: reason)
        case .failed(let reason): .failed(reason: reason)
        }
      events.append(try end(flight, ending, as: .collected))
    }
    return events
  }

  private func end(
    _ flight: Flight, _ ending: TrialEnding, as status: StoredSubmission.TaskStatus
  ) throws -> TrialEvent {
    let task = flight.task
    // Whoever tries again is not to take for done what was refused here.
    if status == .lost { for attempt in flight.stage.attempts { attempt.withdraw(ifIn: refusedAttempts) } }
    try store.mark(trial: task.trial, attempt: task.attempt, ofSubmission: flight.jobName, as: status)
    flights[task.trial] = nil
    // Put back by Slurm while its first copy went on: nobody waits for the second.
    if let copy = known[flight.place], copy.state == .pending,
      !flights.values.contains(where: { $0.place == flight.place })
    {
      try? client.cancel(copy)
    }
    return .ended(trial: task.trial, attempt: task.attempt, ending)
  }

  /// Asks Slurm once for all jobs, and acts on what it says.
  private func poll() throws -> [TrialEvent] {
    let names = Set(flights.values.map(\.jobName)).sorted()
    let answer: [SlurmTask]
    do throws(SlurmError) {
      answer = try client.tasks(ofJobsNamed: names)
    } catch {
      lastPoll = clock.now
      return noteSilence(error)
    }
    lastPoll = clock.now
    var events = noteAnswer()
    // Of a task that was submitted twice the later counts.
    known = Dictionary(answer.map { ($0.place, $0) }) { $0.job > $1.job ? $0 : $1 }
    // What was published before Slurm told of the end is there by now.
    events += try collect()
    if !isStopping {
      for job in try submitter.missing(of: Set(names).subtracting(answer.map(\.jobName))) {
        try submit(job.name, number: job.number, indices: job.indices)
      }
    }
    for trial in flights.keys.sorted() {
      guard let flight = flights[trial] else { continue }
      let task = known[flight.place]
      if isStopping { try askToEnd(task) } else { nudge(task) }
      if let event = try judge(flight, task) { events.append(event) }
    }
    return events
  }

  private func judge(_ flight: Flight, _ task: SlurmTask?) throws -> TrialEvent? {
    var flight = flight
    let verdict = flight.judge(task, at: clock.now, patience: settings.patience)
    flights[flight.task.trial] = flight
    switch verdict {
    case .goesOn: return nil
    case .silent(let reason):
      if let task { try? client.cancel(task) }
      return try end(flight, .lost(reason: reason), as: .lost)
    case .lost(let reason):
      if isStopping { return try end(flight, .interrupted, as: .lost) }
      if task?.exitCode == Self.savedExitCode, let task {
        // It has saved itself before its time limit, and could not be put back: its place in the array once
        // more.
        try submit(
          flight.jobName, number: flight.submission, indices: task.arrayIndex...task.arrayIndex)
        return nil
      }
      return try end(
        flight, .lost(reason: reason + TaskLog(of: flight, in: exchange).lastWords), as: .lost)
    }
  }

  /// How a task ends that has saved itself and is to go on.
  public static let savedExitCode = 75

  // MARK: What Slurm says of itself

  private func noteSilence(_ error: SlurmError) -> [TrialEvent] {
    defer { isSlurmSilent = true }
    return isSlurmSilent ? [] : [.warning("\(error) What runs goes on; results are taken as they come.")]
  }

  private func noteAnswer() -> [TrialEvent] {
    defer { isSlurmSilent = false }
    return isSlurmSilent ? [.warning("Slurm answers again.")] : []
  }

  /// Nothing is under way and nothing can be submitted: asks whether Slurm is back.
  private func askAgain() -> [TrialEvent] {
    do throws(SlurmError) {
      _ = try client.limits()
      return noteAnswer()
    } catch {
      Thread.sleep(forTimeInterval: 1)
      return noteSilence(error)
    }
  }

  // MARK: Nudging and stopping

  /// Lets go what Slurm holds or delays, at most once in ten seconds.
  private func nudge(_ task: SlurmTask?) {
    guard let task, task.isHeld || task.isDelayed, mayAct(on: task) else { return }
    // Where Slurm refuses, the task waits as long as Slurm wants.
    if task.isHeld { try? client.release(task) } else { try? client.startNow(task) }
  }

  private func askToEnd(_ task: SlurmTask?) throws {
    guard let task, mayAct(on: task) else { return }
    switch task.state {
    case .pending: try? client.cancel(task)
    case .running: try? client.askToEnd(task)
    case .ended: break
    }
  }

  private func mayAct(on task: SlurmTask) -> Bool {
    let now = clock.now
    if let last = nudges[task.name], last.duration(to: now) < .seconds(10) { return false }
    nudges[task.name] = now
    return true
  }

  /// Asks everything to save itself and end; what waits is withdrawn.
  public func stop() {
    isStopping = true
    nudges = [:]
    lastPoll = nil
  }
}
