import Foundation
import RunStore
import Testing

@Suite("Store rebuilding: sweeps are taken over")
struct SweepRebuildingTests {
  @Test func `trials, values, runs and submissions come along`() throws {
    let folder = try TemporaryFolder()
    let store = try RunStore.open(folder.store, access: .readWrite)
    try RunStoreMergeTests.fill(store, ["b", "a"])
    _ = try store.create(
      SweepRecord(
        name: "earlier", specification: "{}", corpusName: "tones", corpusDigest: StoreFixture.corpus.digest,
        trialLimit: nil, secondsLimit: 5, createdAt: StoreFixture.time))
    let sweep = try SweepFixture.begin(in: store, trials: 3)
    try store.begin(
      [.init(trial: 1, stageEpochs: 2), .init(trial: 2, stageEpochs: nil)], ofSweep: sweep,
      as: SubmissionRecord(jobName: "job", arrayIndices: [0, 1]), at: StoreFixture.time)
    try store.pause(
      trial: 1, ofSweep: sweep, values: [SweepFixture.value(0.5, epoch: 2)], runs: ["a", "b"])
    try store.end(trial: 2, ofSweep: sweep, TrialEnd(.failed, reason: "why"), at: StoreFixture.time)
    let (before, submissions) = try (
      store.trials(ofSweep: sweep), store.submissions(ofSweep: sweep, isOpen: false)
    )

    let result = try RunStore.rebuild(folder.store, foldersIn: folder.url, at: StoreFixture.time)
    #expect(result.lostSweeps.isEmpty)
    let rebuilt = try RunStore.open(folder.store, access: .readOnly)
    #expect(try rebuilt.sweeps().map(\.name) == ["earlier", "dropout"])
    let id = try rebuilt.sweep(named: "dropout").id
    #expect(try rebuilt.trials(ofSweep: id) == before)
    #expect(try rebuilt.submissions(ofSweep: id, isOpen: false) == submissions)
    #expect(try rebuilt.runs(ofTrial: 1, ofSweep: id) == ["b", "a"])
    #expect(try rebuilt.verify(foldersIn: folder.url).findings.allSatisfy { $0.run != nil })
  }
}
