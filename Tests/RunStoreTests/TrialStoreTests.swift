import ExperimentSchema
import Foundation
import GRDB
import RunStore
import Testing

@Suite("Run store: the life of trials")
struct TrialStoreTests {
  let store: RunStore
  let sweep: Int64
  let time = StoreFixture.time

  init() throws {
    store = try RunStore.inMemory()
    sweep = try SweepFixture.begin(in: store, trials: 3)
  }

  func start(_ trials: Int..., stage: Int? = nil) throws -> [Int] {
    try store.begin(
      trials.map { .init(trial: $0, stageEpochs: stage) }, ofSweep: sweep, at: time)
  }

  func end(_ trial: Int, _ end: TrialEnd) throws {
    try store.end(trial: trial, ofSweep: sweep, end, at: time)
  }

  func trial(_ number: Int) throws -> StoredTrial { try store.trials(ofSweep: sweep)[number - 1] }

  @Test func `what is proposed waits with what its sampler knew`() throws {
    try store.add([SweepFixture.proposal(4, askedAfter: 2)], toSweep: sweep, at: time)
    let trials = try store.trials(ofSweep: sweep)
    #expect(trials.map(\.number) == [1, 2, 3, 4] && trials.allSatisfy { $0.status == .waiting })
    #expect(trials[3].askedAfter == 2 && trials[3].hyperparameters == #"{"rate":0.4}"#)
    #expect(throws: RunStoreError.self) {
      try store.add([SweepFixture.proposal(4)], toSweep: sweep, at: time)
    }
  }

  @Test func `trials are numbered in the order of their ends`() throws {
    #expect(try start(1, 2) == [1, 1])
    try end(2, TrialEnd(.completed, values: [SweepFixture.value(0.5)]))
    try end(1, TrialEnd(.failed, reason: "diverged"))
    #expect(try store.trials(ofSweep: sweep).map(\.endOrder) == [2, 1, nil])
    #expect(try trial(2).value(ofObjective: 0)?.mean == 0.5)
    #expect(try trial(1).reason == "diverged" && trial(1).endedAt == "2026-09-21T14:13:20Z")
  }

  @Test func `steps that no trial can take are refused`() throws {
    for next in [TrialStatus.completed, .pruned] {
      #expect(!next.canBecome(.running) && !next.canBecome(.waiting))
    }
    #expect(throws: RunStoreError.illegalTrialTransition(trial: 1, from: .waiting, to: .paused)) {
      try store.pause(trial: 1, ofSweep: sweep, values: [], runs: [])
    }
    _ = try start(1)
    #expect(throws: RunStoreError.illegalTrialTransition(trial: 1, from: .running, to: .running)) {
      _ = try start(2, 1)
    }
    #expect(try trial(2).status == .waiting, "all of it or nothing")
    #expect(throws: RunStoreError.noSuchTrial(number: 7, count: 3)) { _ = try start(7) }
  }

  @Test func `a trial goes on from stage to stage, its values kept`() throws {
    try StoreFixture.begin(["a", "b"], in: store)
    _ = try start(1, stage: 1)
    try store.pause(
      trial: 1, ofSweep: sweep,
      values: [SweepFixture.value(0.25, epoch: 1), SweepFixture.value(7, epoch: 1, objective: 1)],
      runs: ["b"])
    #expect(try trial(1).status == .paused && trial(1).stageEpochs == 1)
    #expect(try start(1) == [2])
    try end(1, TrialEnd(.completed, values: [SweepFixture.value(0.75)], runs: ["a", "b"]))
    let ended = try trial(1)
    #expect(ended.values.map(\.mean) == [0.25, 0.75, 7] && ended.value(ofObjective: 1)?.mean == 7)
    #expect(try store.runs(ofTrial: 1, ofSweep: sweep) == ["a", "b"])
    #expect(try store.runsOfTrials(ofSweep: sweep) == [1: ["a", "b"]])
  }

  @Test func `with a trial its interrupted runs are pruned, and no others`() throws {
    try StoreFixture.begin(["a", "b", "c"], in: store, epochs: 1)
    try store.record(epochs: [StoreFixture.epoch("b", 1)])
    try store.finish("a", StoreFixture.outcome(.interrupted))
    try store.finish("b", StoreFixture.outcome(.completed))
    try store.finish("c", StoreFixture.outcome(.interrupted))
    _ = try start(1, 2)
    try store.link(run: "c", toTrial: 2, ofSweep: sweep)
    try end(1, TrialEnd(.pruned, reason: "below the median", runs: ["a", "b", "c"]))
    let statuses = try store.runSummaries(sort: RunSort(.sequence)).map(\.status)
    #expect(statuses == [.pruned, .completed, .interrupted], "trial 2 goes on with c")
  }

  @Test func `a lost worker is counted, one that was asked to stop is not; a stage's end forgives`() throws {
    #expect(try start(1) == [1])
    try store.release(trial: 1, ofSweep: sweep, isLoss: true, reason: "killed")
    #expect(try start(1) == [2])
    try store.release(trial: 1, ofSweep: sweep, isLoss: false, reason: nil)
    #expect(try trial(1).losses == 1 && trial(1).attempts == 2 && trial(1).status == .waiting)
    _ = try start(1, stage: 2)
    try store.pause(trial: 1, ofSweep: sweep, values: [SweepFixture.value(1, epoch: 2)], runs: [])
    #expect(try trial(1).losses == 0)
  }

  @Test func `failed trials are tried again from their beginning`() throws {
    _ = try start(1, 3)
    try end(3, TrialEnd(.failed, reason: "diverged", values: [SweepFixture.value(0.1)]))
    try end(1, TrialEnd(.completed, values: [SweepFixture.value(0.5)]))
    #expect(try store.retryFailedTrials(ofSweep: sweep) == [3])
    let again = try trial(3)
    #expect(again.status == .waiting && again.values.isEmpty && again.reason == nil && again.endOrder == nil)
    _ = try start(3)
    try end(3, TrialEnd(.completed))
    #expect(try trial(3).endOrder == 3, "no place is given twice")
  }

  @Test func `a mean over runs has their deviation, and none where one is not finite`() throws {
    let value = try #require(TrialValue(objective: 0, epoch: 2, samples: [1, 2, 3]))
    #expect(value.mean == 2 && value.deviation == 1 && value.runCount == 3)
    #expect(TrialValue(objective: 0, epoch: 2, samples: [4])?.deviation == nil)
    #expect(TrialValue(objective: 0, epoch: 2, samples: []) == nil)
    #expect(TrialValue(objective: 0, epoch: 2, samples: [1, .nan]) == nil)
  }

  @Test func `a metric is read as if training had ended at an epoch`() throws {
    try StoreFixture.begin(["a"], in: store)
    for (epoch, accuracy) in [(1, 0.25), (2, 0.75), (3, 0.5)] {
      try store.record(epochs: [StoreFixture.epoch("a", epoch, accuracy: accuracy)])
    }
    func value(_ text: String, _ epoch: Int) throws -> Double? {
      let reading = try #require(MetricReading(text))
      return try store.values(of: reading, upToEpoch: epoch, runs: ["a"])["a"]
    }
    #expect(try value("validation.accuracy", 1) == 0.25 && value("validation.accuracy", 3) == 0.5)
    #expect(try value("best(validation.accuracy)", 1) == 0.25)
    #expect(try value("best(validation.accuracy)", 3) == 0.75)
    #expect(try value("selected(train.loss)", 1) == 1 && value("selected(train.loss)", 3) == 0.5)
    #expect(try value("validation.accuracy", 4) == nil)
  }

  @Test func `the summary shows the newest value of the first objective`() throws {
    let folder = try TemporaryFolder()
    let store = try RunStore.open(folder.store, access: .readWrite)
    let sweep = try SweepFixture.begin(in: store, trials: 2)
    try store.begin([.init(trial: 1, stageEpochs: 1)], ofSweep: sweep, at: time)
    try store.pause(trial: 1, ofSweep: sweep, values: [SweepFixture.value(0.2, epoch: 1)], runs: [])
    try store.end(
      trial: 1, ofSweep: sweep, TrialEnd(.pruned, values: [SweepFixture.value(1.0 / 3)]), at: time)
    let rows = try DatabaseQueue(path: folder.store.path).read {
      try String.fetchAll(
        $0,
        sql: "SELECT sweep || trial || status || ifnull(value, '-') || ifnull(epoch, '-') FROM trialSummary")
    }
    #expect(rows == ["dropout1pruned0.33333", "dropout2waiting--"])
  }
}
