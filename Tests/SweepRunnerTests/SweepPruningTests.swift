import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SweepRunner
import Testing

@Suite("Sweep controller: trials that are judged on the way")
struct SweepPruningTests {
  private static let median =
    #""pruner": { "type": "median", "startupTrials": 2, "warmupEpochs": 2, "interval": 4 }"#
  private static let asha = #""pruner": { "type": "asha", "minimumEpochs": 1, "reductionFactor": 2 }"#

  private func ground(_ pruner: String) throws -> SweepGround {
    try SweepGround(budget: #"{ "trials": 10 }"#, epochs: 8, pruner)
  }

  @Test(arguments: [median, asha]) func `what is pruned stops at a stage, what is best is trained to its end`(
    pruner: String
  ) throws {
    let ground = try ground(pruner)
    let launcher = ScriptedLauncher(ground)
    #expect(try ground.controller(launcher).run() == .finished)
    let trials = try ground.trials
    let completed = trials.filter { $0.status == .completed }
    let pruned = trials.filter { $0.status == .pruned }
    #expect(trials.count == 10 && completed.count + pruned.count == 10 && !pruned.isEmpty)
    #expect(completed.allSatisfy { $0.value(ofObjective: 0)?.epoch == 8 })
    #expect(pruned.allSatisfy { ($0.value(ofObjective: 0)?.epoch ?? 8) < 8 })
    func rank(_ trial: StoredTrial) -> Double { trial.values[0].mean }
    let best = try #require(trials.max { rank($0) < rank($1) })
    #expect(best.status == .completed)
    for trial in pruned {
      for run in try ground.store.runs(ofTrial: trial.number, ofSweep: ground.sweep.id) {
        #expect(try ground.store.runDetail(run).summary.status == .pruned)
      }
    }
    let stages = launcher.tasks.filter { $0.trial == best.number }.map(\.stageEpochs)
    #expect(stages == (pruner == Self.median ? [2, 6, nil] : [1, 2, 4, nil]))
  }

  @Test(arguments: [median, asha])
  func `a controller that is gone at any stage is followed by one that decides alike`(
    pruner: String
  ) throws {
    struct Gone: Error {}
    let undisturbed = try ground(pruner)
    let whole = ScriptedLauncher(undisturbed)
    _ = try undisturbed.controller(whole).run()
    for end in 1...whole.tasks.count {
      let ground = try ground(pruner)
      let launcher = ScriptedLauncher(ground)
      launcher.script = { _ in
        if launcher.tasks.count == end { throw Gone() }
        return nil
      }
      #expect(throws: Gone.self) { try ground.controller(launcher).run() }
      #expect(try ground.controller(ScriptedLauncher(ground)).run() == .finished)
      #expect(try ground.results() == undisturbed.results(), "gone at task \(end)")
    }
  }

  @Test(arguments: [median, asha])
  func `a trial that was paused when its sweep stopped is judged by the next controller`(
    pruner: String
  ) throws {
    let undisturbed = try ground(pruner)
    _ = try undisturbed.controller(ScriptedLauncher(undisturbed)).run()
    let pauseCount = undisturbed.events.count { $0.isPause }
    #expect(pauseCount > 10)
    for pause in 1...pauseCount {
      let ground = try ground(pruner)
      let stop = StopSignal()
      ground.observe = { event in
        if event.isPause, ground.events.count(where: \.isPause) == pause { stop.set() }
      }
      #expect(try ground.controller(ScriptedLauncher(ground), stop: stop).run() == .interrupted)
      ground.observe = { _ in }
      #expect(try ground.controller(ScriptedLauncher(ground)).run() == .finished)
      #expect(try ground.results() == undisturbed.results(), "stopped at pause \(pause)")
    }
  }
}

extension SweepEvent {
  fileprivate var isPause: Bool { if case .paused = self { true } else { false } }
}
