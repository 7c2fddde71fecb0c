import ExperimentSchema
import Foundation
import RunStore
import Testing

@Suite("Run store: only the newest claim on a run may write")
struct RunStoreOwnershipTests {
  let store: RunStore
  let first = RunOwner(bootID: "boot 1", processID: 10, startTime: 100)
  let second = RunOwner(bootID: "boot 1", processID: 10, startTime: 200)

  init() throws {
    store = try RunStore.inMemory()
    try StoreFixture.begin(["a"], in: store)
  }

  func epoch(_ number: Int, fence: Int) -> EpochRecord {
    var epoch = StoreFixture.epoch("a", number)
    epoch.fence = fence
    return epoch
  }

  @Test func `claims are counted, and the newest is known`() throws {
    #expect(try store.newestClaim(onRun: "a") == nil)
    #expect(try store.claim(run: "a", owner: first) == 1)
    #expect(try store.claim(run: "a", owner: second) == 2)
    let claim = try #require(try store.newestClaim(onRun: "a"))
    #expect(claim.owner == second && claim.fence == 2)
    #expect(throws: RunStoreError.noSuchRun(id: "b", near: ["a"], isEmpty: false)) {
      try store.claim(run: "b", owner: first)
    }
  }

  @Test func `a process that was overtaken stores neither epochs nor an end`() throws {
    let old = try store.claim(run: "a", owner: first)
    try store.record(epochs: [epoch(1, fence: old)])
    let new = try store.claim(run: "a", owner: second)
    let refusal = RunStoreError.superseded(run: "a", fence: old, current: new)
    #expect(throws: refusal) { try store.record(epochs: [epoch(2, fence: old)]) }
    #expect(throws: refusal) {
      try store.finish("a", StoreFixture.outcome(.interrupted), fence: old)
    }
    #expect(throws: refusal) { try store.begin("a", at: StoreFixture.time, fence: old) }
    #expect(try store.runSummaries().map(\.epochs) == [1])
    #expect(try store.runSummaries().map(\.status) == [.running])
    try store.record(epochs: [epoch(2, fence: new), epoch(3, fence: new)])
    try store.finish("a", StoreFixture.outcome(.completed), fence: new)
    #expect(try store.runSummaries().map(\.status) == [.completed])
  }

  @Test func `whoever shows no claim is refused once there is one`() throws {
    try store.record(epochs: [epoch(1, fence: 0)])
    _ = try store.claim(run: "a", owner: first)
    #expect(throws: RunStoreError.superseded(run: "a", fence: 0, current: 1)) {
      try store.record(epochs: [epoch(2, fence: 0)])
    }
  }

  @Test func `a run given up for lost takes nothing more from its process`() throws {
    let old = try store.claim(run: "a", owner: first)
    try store.abandon("a", as: .lost, reason: "its process is gone", at: StoreFixture.time)
    #expect(throws: RunStoreError.superseded(run: "a", fence: 1, current: 2)) {
      try store.record(epochs: [epoch(1, fence: old)])
    }
    let new = try store.claim(run: "a", owner: second)
    #expect(new == 3)
    try store.begin("a", at: StoreFixture.time, fence: new)
    try store.record(epochs: [epoch(1, fence: new)])
  }
}
