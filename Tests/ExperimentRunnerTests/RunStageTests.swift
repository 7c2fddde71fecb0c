import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import Testing

@Suite("Run scheduler: runs that are trained in stages")
struct RunStageTests {
  private let folder: TemporaryFolder
  private let session: RunSession
  private let features: FeatureLibrary
  private let run: PlannedRun

  init() throws {
    folder = try TemporaryFolder()
    session = RunSession(
      runsFolder: folder.url, store: try RunStore.inMemory(), threads: 1, stop: StopSignal(), report: { _ in }
    )
    features = try RunFixture.features()
    run = try RunFixture.runs(seeds: [1], epochs: 9)[0]
  }

  /// Does what is left of the run up to `epochLimit`; returns its id.
  private func train(upTo epochLimit: Int?) throws -> String {
    let needed = try session.needed(of: [run], epochLimit: epochLimit)
    let results = RunScheduler.perform(
      needed.tasks, features: features, session: session, jobs: 1, epochLimit: epochLimit)
    return try #require(results.first?.id)
  }

  private func summary(_ id: String) throws -> RunSummary { try session.store.runDetail(id).summary }

  private func bits(of id: String) throws -> [[UInt64]] {
    try session.store.recordedEpochs(ofRun: id).map { $0.metrics.map(\.value.bitPattern) }
  }

  @Test func `a run that stops at the end of each stage ends with the bits of one that never stopped`() throws
  {
    let unbroken = try #require(
      RunScheduler.perform([.new(run)], features: features, session: session, jobs: 1).first?.id)
    let expected = try bits(of: unbroken)
    try session.store.remove([unbroken], at: Date())
    let staged = try train(upTo: 2)
    #expect(try summary(staged).status == .interrupted && summary(staged).epochs == 2)
    #expect(try summary(staged).reason == "its stage has ended")
    #expect(try train(upTo: 5) == staged)
    #expect(try summary(staged).epochs == 5)
    #expect(try train(upTo: nil) == staged)
    #expect(try summary(staged).status == .completed)
    #expect(try bits(of: staged) == expected)
  }

  @Test func `what has come as far is not trained again, and what is whole answers every stage`() throws {
    let staged = try train(upTo: 4)
    for limit in [2, 4] {
      let needed = try session.needed(of: [run], epochLimit: limit)
      #expect(needed.tasks.isEmpty && needed.answers == [staged])
    }
    #expect(try session.needed(of: [run], epochLimit: 5).resumedCount == 1)
    #expect(try session.needed(of: [run]).resumedCount == 1)
    _ = try train(upTo: nil)
    #expect(try session.needed(of: [run], epochLimit: 5).answers == [staged])
  }

  @Test func `a run that has gone on is free at once, though what asked for it is still there`() throws {
    let staged = try train(upTo: 2)
    let needed = try session.needed(of: [run], epochLimit: 5)
    #expect(needed.resumedCount == 1)
    _ = RunScheduler.perform(
      needed.tasks, features: features, session: session, jobs: 1, epochLimit: 5)
    #expect(RunLock.state(of: RunFolder(id: staged, in: folder.url)) == .free)
    #expect(try session.needed(of: [run]).resumedCount == 1)
    withExtendedLifetime(needed) {}
  }

  @Test func `a run that another process has just now is left to it, not begun again`() throws {
    let staged = RunFolder(id: try train(upTo: 2), in: folder.url)
    var meanwhile: NeededRuns?
    #expect(try RunLock.whileFree(staged) { meanwhile = try session.needed(of: [run]) } == .free)
    #expect(meanwhile?.tasks.isEmpty == true && meanwhile?.busyCount == 1)
    #expect(try session.needed(of: [run]).resumedCount == 1)
  }

  @Test func `a stage that ends with training completes the run`() throws {
    #expect(try summary(train(upTo: 9)).status == .completed)
  }

  @Test func `of runs that do not count none answers, and none goes on`() throws {
    let whole = try train(upTo: nil)
    let needed = try session.needed(of: [run], among: [])
    #expect(needed.answers.isEmpty && needed.tasks.count == 1 && needed.resumedCount == 0)
    #expect(try session.needed(of: [run], among: [whole]).answers == [whole])
  }
}
