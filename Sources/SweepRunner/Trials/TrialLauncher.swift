public import RunStore

/// What gives trials to workers, here or on other machines.
///
/// The controller calls it from one thread. It has a task in the store as running before it hands it over, and takes
/// no word of a launcher for what became of a trial but its events.
public protocol TrialLauncher: AnyObject {
  /// Tasks that could be taken now.
  var freeSlotCount: Int { get }

  /// What `count` tasks about to be begun would be submitted as, to be stored with them; nil where nothing outlives this
  /// process.
  func submission(ofTaskCount count: Int) throws -> SubmissionRecord?

  /// Takes `tasks`, which the store has as running, as `submission` where there is one.
  ///
  /// - Throws: Where the machine refuses: the sweep then stops, and its tasks are found by ``recover(_:)``.
  func submit(_ tasks: [TrialTask], as submission: SubmissionRecord?) throws

  /// Waits for something to happen, at most about a second, and returns what did; empty where nothing did.
  ///
  /// - Throws: Where workers can no longer be followed.
  func waitForEvents() throws -> [TrialEvent]

  /// Finds out what became of `tasks`, which the store has as running, handed over by a controller that is gone.
  ///
  /// - Returns: The numbers of the trials that are under way, whose events will come; all others are given out anew.
  func recover(_ tasks: [TrialTask]) throws -> [Int]

  /// Asks all workers to save what they have and to end; each task then ends as interrupted, or as it may. Work that
  /// goes on elsewhere by itself may be left to go on: its tasks end at once, as interrupted.
  func stop()
}

extension TrialLauncher {
  /// Nothing: workers of this process end with it.
  public func submission(ofTaskCount count: Int) throws -> SubmissionRecord? { nil }
}
