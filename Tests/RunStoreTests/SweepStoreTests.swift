import Foundation
import GRDB
import RunStore
import Testing

@Suite("Run store: sweeps")
struct SweepStoreTests {
  let store: RunStore

  init() throws { store = try RunStore.inMemory() }

  @Test func `a sweep is stored once, and found by its name`() throws {
    let created = try store.create(SweepFixture.record)
    #expect(try store.sweep(named: "dropout") == created)
    #expect(try store.sweeps() == [created])
    #expect(created.trialLimit == 10 && created.secondsLimit == nil && created.secondsSpent == 0)
    #expect(throws: RunStoreError.sweepExists(name: "dropout")) { try store.create(SweepFixture.record) }
  }

  @Test func `a name that no sweep has is told with the near one`() throws {
    #expect(try store.sweepIfThere(named: "dropuot") == nil)
    #expect(throws: RunStoreError.noSuchSweep(name: "dropuot", known: [])) {
      try store.sweep(named: "dropuot")
    }
    try store.create(SweepFixture.record)
    do {
      _ = try store.sweep(named: "dropuot")
      Issue.record("found")
    } catch {
      #expect(
        "\(error)" == #"found no sweep "dropuot"; expected one of dropout. Did you mean "dropout"?"#)
    }
  }

  @Test func `its limits can be moved, and the time it took is kept`() throws {
    let sweep = try store.create(SweepFixture.record)
    try store.setLimits(ofSweep: sweep.id, trials: nil, seconds: 90)
    try store.setSecondsSpent(12.5, ofSweep: sweep.id)
    let stored = try store.sweep(named: "dropout")
    #expect(stored.trialLimit == nil && stored.secondsLimit == 90 && stored.secondsSpent == 12.5)
  }

  @Test func `trials are counted by their states`() throws {
    let sweep = try SweepFixture.begin(in: store, trials: 3)
    try store.begin([.init(trial: 2, stageEpochs: nil)], ofSweep: sweep, at: StoreFixture.time)
    try store.end(trial: 2, ofSweep: sweep, TrialEnd(.completed), at: StoreFixture.time)
    let counts = try store.trialCounts(ofSweep: sweep)
    #expect(counts[.waiting] == 2 && counts[.completed] == 1 && counts[.failed] == 0)
    #expect(counts.total == 3 && counts.ended == 1)
  }

  @Test(arguments: [
    "UPDATE trial SET status = 'done'",
    "UPDATE trial SET status = 'completed'",
    "UPDATE trial SET endOrder = 1",
    "UPDATE trial SET number = 0",
    "UPDATE trial SET number = 1",
    "UPDATE trial SET losses = 1",
    "UPDATE trial SET hyperparameters = '[]'",
    "UPDATE trial SET configurationDigest = 'abc'",
    "UPDATE trial SET sweepID = 99",
    "INSERT INTO trialValue VALUES (1, 2, 1, 0.5, NULL, 1)",
    "INSERT INTO trialValue VALUES (1, 0, 1, 9e999, NULL, 1)",
    "INSERT INTO trialValue VALUES (1, 0, 1, NULL, NULL, 1)",
    "INSERT INTO trialRun VALUES (1, 99)",
    "INSERT INTO submissionTask VALUES (9, 1, 1, NULL, 1, 'submitted')",
    "UPDATE sweep SET trialLimit = 0",
    "UPDATE sweep SET specification = '{'",
  ])
  func `what makes no sense is refused`(sql: String) throws {
    let folder = try TemporaryFolder()
    let store = try RunStore.open(folder.store, access: .readWrite)
    _ = try SweepFixture.begin(in: store, trials: 2)
    let database = try DatabaseQueue(path: folder.store.path)
    #expect(throws: DatabaseError.self) { try database.write { try $0.execute(sql: sql) } }
  }
}
