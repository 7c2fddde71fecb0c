import Foundation
import RunStore
import Testing

@Suite("Run store: what is submitted elsewhere")
struct SubmissionStoreTests {
  let store: RunStore
  let sweep: Int64

  init() throws {
    store = try RunStore.inMemory()
    sweep = try SweepFixture.begin(in: store, trials: 3)
    try store.begin(
      [.init(trial: 1, stageEpochs: 5), .init(trial: 3, stageEpochs: nil)], ofSweep: sweep,
      as: SubmissionRecord(jobName: "dropout-1", arrayIndices: [0, 0]), at: StoreFixture.time)
  }

  @Test func `a submission is noted with its trials, in one step`() throws {
    let stored = try #require(try store.submissions(ofSweep: sweep, isOpen: true).first)
    #expect(stored.jobName == "dropout-1" && stored.jobID == nil)
    #expect(stored.tasks.map(\.trial) == [1, 3] && stored.tasks.map(\.attempt) == [1, 1])
    #expect(stored.tasks.map(\.stageEpochs) == [5, nil] && stored.tasks.map(\.arrayIndex) == [0, 0])
    #expect(throws: RunStoreError.self) {
      try store.begin(
        [.init(trial: 2, stageEpochs: nil)], ofSweep: sweep,
        as: SubmissionRecord(jobName: "dropout-1", arrayIndices: [1]), at: StoreFixture.time)
    }
    #expect(try store.trials(ofSweep: sweep)[1].status == .waiting, "all of it or nothing")
  }

  @Test func `it is open until each of its trials is collected or lost`() throws {
    try store.setJobID(71, ofSubmission: "dropout-1")
    try store.mark(trial: 1, attempt: 1, ofSubmission: "dropout-1", as: .collected)
    #expect(try store.submissions(ofSweep: sweep, isOpen: true).map(\.jobID) == [71])
    try store.mark(trial: 3, attempt: 1, ofSubmission: "dropout-1", as: .lost)
    #expect(try store.submissions(ofSweep: sweep, isOpen: true).isEmpty)
    let all = try store.submissions(ofSweep: sweep, isOpen: false)
    #expect(all.first?.tasks.map(\.status) == [.collected, .lost])
  }

  @Test func `what was never submitted is told`() throws {
    let error = RunStoreError.noSuchSubmission(jobName: "other")
    #expect(throws: error) { try store.setJobID(1, ofSubmission: "other") }
    #expect(throws: error) { try store.mark(trial: 1, attempt: 1, ofSubmission: "other", as: .lost) }
    #expect(throws: RunStoreError.noSuchSubmission(jobName: "dropout-1")) {
      try store.mark(trial: 1, attempt: 2, ofSubmission: "dropout-1", as: .lost)
    }
  }
}
