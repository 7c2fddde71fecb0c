import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SweepRunner
import Synchronization
import Testing

@Suite("Sweep controller: what it asks for, judges and ends")
struct SweepControllerTests {
  @Test(arguments: [1, 3]) func `tries as many as the budget says, each the mean of its runs`(slots: Int)
    throws
  {
    let ground = try SweepGround()
    #expect(try ground.controller(ScriptedLauncher(ground, slots: slots)).run() == .finished)
    let trials = try ground.trials
    #expect(trials.count == 6 && trials.allSatisfy { $0.status == .completed })
    #expect(trials.compactMap(\.endOrder).sorted() == [1, 2, 3, 4, 5, 6])
    for trial in trials {
      let runs = try ground.store.runs(ofTrial: trial.number, ofSweep: ground.sweep.id)
      let value = try #require(trial.value(ofObjective: 0))
      #expect(runs.count == 2 && value.runCount == 2 && value.epoch == 4)
      #expect(abs(try #require(value.deviation) - 0.001 / 2.0.squareRoot()) < 1e-12)
    }
  }

  @Test func `the order of workers changes no result of a search that does not look back`() throws {
    let (one, three) = try (SweepGround(), SweepGround())
    _ = try one.controller(ScriptedLauncher(one)).run()
    _ = try three.controller(ScriptedLauncher(three, slots: 3)).run()
    #expect(try one.results() == three.results())
  }

  @Test func `what was done is not done again, and a greater budget goes on`() throws {
    let ground = try SweepGround()
    _ = try ground.controller(ScriptedLauncher(ground)).run()
    let again = ScriptedLauncher(ground)
    #expect(try ground.controller(again).run() == .finished && again.tasks.isEmpty)
    try ground.store.setLimits(ofSweep: ground.sweep.id, trials: 8, seconds: nil)
    #expect(try ground.controller(again).run() == .finished)
    #expect(again.tasks.map(\.trial) == [7, 8])
  }

  @Test func `no more is asked for when the time is over, and what has begun is finished`() throws {
    let ground = try SweepGround(budget: #"{ "seconds": 100 }"#)
    let ticks = Mutex(0.0)
    let clock = RunClock(
      date: { SweepGround.time },
      seconds: {
        ticks.withLock {
          $0 += 10
          return $0
        }
      })
    #expect(try ground.controller(ScriptedLauncher(ground), clock: clock).run() == .finished)
    let (count, stored) = try (ground.trials.count, ground.store.sweep(named: "small"))
    #expect((1...10).contains(count) && stored.secondsSpent >= 100)
    #expect(try ground.trials.allSatisfy { $0.status == .completed })
    #expect(try ground.controller(ScriptedLauncher(ground), clock: clock).run() == .finished)
    #expect(try ground.trials.count == count, "the time of all stretches counts")
  }

  @Test func `a grid ends with its last point`() throws {
    let ground = try SweepGround(
      space: """
        { "model.layers.dropout.rate": { "type": "quantised", "low": 0, "high": 0.4, "step": 0.2 },
          "training.batchSize": { "type": "choice", "values": [16, 32] } }
        """, sampler: #"{ "type": "grid" }"#, budget: #"{ "trials": 100 }"#)
    #expect(try ground.controller(ScriptedLauncher(ground, slots: 2)).run() == .finished)
    #expect(try Set(ground.trials.map(\.hyperparameters)).count == 6 && ground.trials.count == 6)
  }

  // MARK: What goes wrong

  @Test func `a trial that diverges fails by itself, and is tried again on request`() throws {
    let ground = try SweepGround()
    let launcher = ScriptedLauncher(ground)
    launcher.script = {
      $0.trial == 3 ? .diverged(run: "", reason: "the loss was not finite in epoch 1") : nil
    }
    #expect(try ground.controller(launcher).run() == .finished)
    #expect(try ground.trials.map { $0.status == .failed } == [false, false, true, false, false, false])
    #expect(try ground.trials[2].reason?.contains("diverged") == true)
    #expect(try ground.store.retryFailedTrials(ofSweep: ground.sweep.id) == [3])
    let again = ScriptedLauncher(ground)
    _ = try ground.controller(again).run()
    #expect(again.tasks.map(\.trial) == [3])
    #expect(try ground.trials.allSatisfy { $0.status == .completed })
  }

  @Test func `a trial whose worker is lost is tried again, three times in all`() throws {
    let ground = try SweepGround()
    let launcher = ScriptedLauncher(ground)
    launcher.script = { task in
      if task.trial == 2 { return .lost(reason: "killed") }
      return task.trial == 4 && task.attempt < 3 ? .lost(reason: "killed") : nil
    }
    #expect(try ground.controller(launcher).run() == .finished)
    #expect(launcher.tasks.filter { $0.trial == 2 }.map(\.attempt) == [1, 2, 3])
    let trials = try ground.trials
    #expect(trials[1].status == .failed && trials[1].reason?.contains("3 times") == true)
    #expect(trials[3].status == .completed && trials[3].attempts == 3)
  }

  @Test func `where the machine refuses the sweep stops, and goes on as if nothing had been`() throws {
    let (ground, undisturbed) = try (SweepGround(), SweepGround())
    let launcher = ScriptedLauncher(ground, slots: 2)
    launcher.script = { $0.trial == 3 ? .refused(reason: "No space left on device") : nil }
    #expect(
      try ground.controller(launcher).run() == .refused(reason: "trial 3: No space left on device"))
    #expect(try !ground.trials.contains { $0.status == .running || $0.status == .failed })
    #expect(try ground.controller(ScriptedLauncher(ground)).run() == .finished)
    _ = try undisturbed.controller(ScriptedLauncher(undisturbed)).run()
    #expect(try ground.results() == undisturbed.results())
  }

  @Test func `a wish to stop is followed, and nothing is lost by it`() throws {
    let (ground, undisturbed) = try (SweepGround(), SweepGround())
    let stop = StopSignal()
    let launcher = ScriptedLauncher(ground, slots: 2)
    launcher.script = {
      if $0.trial == 3 { stop.set() }
      return nil
    }
    #expect(try ground.controller(launcher, stop: stop).run() == .interrupted)
    #expect(try ground.trials.count { $0.status == .waiting } >= 1)
    #expect(try ground.controller(ScriptedLauncher(ground)).run() == .finished)
    _ = try undisturbed.controller(ScriptedLauncher(undisturbed)).run()
    #expect(try ground.results() == undisturbed.results())
    #expect(try ground.trials.allSatisfy { $0.losses == 0 }, "nobody was lost")
  }

  @Test func `values that do not fit together fail by themselves, with the reason`() throws {
    // Either kernel fits by itself; both together are longer than the 33 features.
    let ground = try SweepGround(
      space: """
        { "model.layers.first.kernelSize": { "type": "integer", "low": 3, "high": 24, "step": 21 },
          "model.layers.second.kernelSize": { "type": "integer", "low": 3, "high": 24, "step": 21 } }
        """, sampler: #"{ "type": "grid" }"#,
      layers: """
        { "type": "conv1D", "name": "first", "filters": 2, "kernelSize": 3 },
        { "type": "conv1D", "name": "second", "filters": 2, "kernelSize": 3 },
        { "type": "flatten", "name": "flatten" }
        """)
    #expect(try ground.controller(ScriptedLauncher(ground)).run() == .finished)
    let failed = try ground.trials.filter { $0.status == .failed }
    #expect(try ground.trials.count == 4 && failed.count == 1)
    #expect(failed.first?.reason?.contains("model.layers.second") == true, "\(failed)")
    #expect(failed.allSatisfy { $0.attempts == 0 && $0.configurationDigest == nil })
  }

  @Test func `a launcher that is told of what is under way keeps it`() throws {
    let ground = try SweepGround()
    struct Gone: Error {}
    let first = ScriptedLauncher(ground, slots: 2)
    first.script = { _ in throw Gone() }
    #expect(throws: Gone.self) { try ground.controller(first).run() }
    let second = ScriptedLauncher(ground)
    second.recovered = { tasks in tasks.map(\.trial).filter { $0 == 2 } }
    #expect(try ground.controller(second).run() == .finished)
    #expect(!second.tasks.contains { $0.trial == 2 }, "it was under way")
    #expect(try ground.trials.map(\.attempts) == [2, 1, 1, 1, 1, 1])
  }

  // MARK: Equal configurations

  /// A space of four configurations, twelve times asked for.
  private func repeating() throws -> SweepGround {
    try SweepGround(
      space: #"{ "model.layers.hidden.units": { "type": "choice", "values": [4, 8, 16, 32] } }"#,
      budget: #"{ "trials": 12 }"#)
  }

  @Test(arguments: [1, 3]) func `equal configurations take over what came of the first`(slots: Int) throws {
    let ground = try repeating()
    let launcher = ScriptedLauncher(ground, slots: slots)
    #expect(try ground.controller(launcher).run() == .finished)
    #expect(launcher.tasks.count == 4)
    let trials = try ground.trials
    #expect(trials.count == 12 && trials.allSatisfy { $0.status == .completed })
    for later in trials.dropFirst(4) {
      let first = try #require(trials.first { $0.hyperparameters == later.hyperparameters })
      #expect(later.reason == "as trial \(first.number)" && later.values == first.values)
    }
  }

  @Test func `with repeats allowed each is trained`() throws {
    let ground = try repeating()
    let launcher = ScriptedLauncher(ground)
    _ = try ground.controller(launcher, allowsRepeats: true).run()
    #expect(launcher.tasks.count == 12 && launcher.tasks.allSatisfy(\.allowsRepeats))
  }

  @Test func `a space with nothing new ends a search that only time would end`() throws {
    let ground = try SweepGround(
      space: #"{ "training.batchSize": { "type": "choice", "values": [16, 32] } }"#,
      budget: #"{ "seconds": 1000000 }"#)
    #expect(try ground.controller(ScriptedLauncher(ground)).run() == .finished)
    #expect(
      ground.events.contains {
        if case .warning(let text) = $0 { text.contains("nothing new") } else { false }
      })
  }
}
