import ContentDigest
import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import Testing

@Suite("Runs cleanup: only what serves nothing goes")
struct RunsCleanupTests {
  let runs: URL
  let store: RunStore
  let time = Date(timeIntervalSince1970: 1_790_000_000)

  init() throws {
    runs = FileManager.default.temporaryDirectory.appending(path: "earshot-gc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
    store = try RunStore.inMemory()
    let digest = ContentDigest(of: "corpus")
    try store.register(CorpusRecord(name: "tones", digest: digest, classNames: ["Dog", "Cat"], examples: []))
    try store.register(
      ExperimentRecord(
        name: "gen6", title: "", configurationDigest: digest, configuration: "{}", corpusName: "tones",
        corpusDigest: digest))
    for (index, id) in ["kept", "removed", "removed-today"].enumerated() {
      try store.create(
        RunRecord(
          id: id, experiment: "gen6", corpus: "tones",
          identity: RunIdentity(
            configurationDigest: digest, corpusDigest: digest, seed: UInt64(index), fold: 1),
          plannedEpochs: 1, parameterCount: 1, multiplyAccumulateCount: 1, threadCount: 1, createdAt: time,
          provenance: "{}"))
      try store.abandon(id, as: .failed, reason: "a reason", at: time)
      try file("\(id)/experiment.json")
    }
    try store.remove(["removed"], at: time.addingTimeInterval(-31 * 86_400))
    try store.remove(["removed-today"], at: time)
    try file("orphan/experiment.json")
    try file("orphan/lock")
    try file("rows/experiment.json")
    try file("rows/run.sqlite")
    try file("somebody-elses/notes.txt")
    try file("kept/.model.json.1.2.tmp")
    try file(".earshot.sqlite.1.2.tmp")
    try file("earshot.sqlite")
    try FileManager.default.createSymbolicLink(
      at: runs.appending(path: "link"), withDestinationURL: runs.appending(path: "orphan"))
  }

  func file(_ name: String) throws {
    let file = runs.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("bytes".utf8).write(to: file)
  }

  func cleanup(days: Int = 30, after seconds: Double = 0) throws -> RunsCleanup {
    try RunsCleanup(runsFolder: runs, store: store, at: time.addingTimeInterval(seconds), keptDays: days)
  }

  /// Long after every file here was written.
  let later = 86_400.0 * 365 * 10

  @Test func `looking takes nothing away, and names what would go`() throws {
    defer { try? FileManager.default.removeItem(at: runs) }
    #expect(
      try cleanup(after: later).items.map(\.name) == [
        "removed", "removed-today", ".earshot.sqlite.1.2.tmp", "kept/.model.json.1.2.tmp", "orphan",
      ])
    #expect(try cleanup().items.map(\.name) == ["removed"])
    #expect(try cleanup(days: 32).items.isEmpty)
    #expect(try cleanup().items.map(\.byteCount) == [5])
    #expect(FileManager.default.fileExists(atPath: runs.appending(path: "removed").path))
  }

  @Test func `what goes is gone for good, and nothing else`() throws {
    defer { try? FileManager.default.removeItem(at: runs) }
    let cleanup = try cleanup(after: later)
    _ = try store.restore(["removed-today"])
    #expect(try cleanup.perform().isEmpty)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: runs.path).sorted() == [
        "earshot.sqlite", "kept", "link", "removed-today", "rows", "somebody-elses",
      ])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: runs.appending(path: "kept").path) == [
        "experiment.json"
      ])
    #expect(throws: RunStoreError.notRemoved(id: "removed")) { try store.restore(["removed"]) }
    #expect(try store.runSummaries().map(\.id) == ["removed-today", "kept"])
    #expect(try self.cleanup(after: later).items.isEmpty)
  }

  @Test func `what tasks have left of a trial goes once it has ended and nothing touches it`() throws {
    defer { try? FileManager.default.removeItem(at: runs) }
    let sweep = try store.create(
      SweepRecord(
        name: "dropout", specification: "{}", corpusName: "tones", corpusDigest: ContentDigest(of: "corpus"),
        trialLimit: nil, secondsLimit: nil, createdAt: time))
    try store.add(
      (1...2).map {
        TrialProposal(number: $0, hyperparameters: "{}", configurationDigest: nil, askedAfter: 0)
      }, toSweep: sweep.id, at: time)
    try store.end(trial: 1, ofSweep: sweep.id, TrialEnd(.failed), at: time)
    for trial in 1...3 { try file("sweeps/dropout/attempts/0/\(trial)/stage-all/attempt-1-0/result.json") }
    try file("sweeps/unknown/attempts/0/1/stage-all/attempt-1-0/result.json")
    let attempts = try cleanup(after: later).items.filter { $0.kind == .attempts }
    #expect(attempts.map(\.name) == ["sweeps/dropout/attempts/0/1"])
    #expect(attempts.map(\.byteCount) == [5])
    #expect(try cleanup().items.allSatisfy { $0.kind != .attempts })
    // One file within that was changed not long ago keeps all of it.
    let touched = runs.appending(path: "sweeps/dropout/attempts/0/1/stage-all/attempt-1-0/result.json")
    try FileManager.default.setAttributes(
      [.modificationDate: time.addingTimeInterval(later)], ofItemAtPath: touched.path)
    #expect(try cleanup(after: later).items.allSatisfy { $0.kind != .attempts })
    #expect(try cleanup(after: later + 31 * 86_400).perform().isEmpty)
    #expect(
      try FileManager.default.contentsOfDirectory(
        atPath: runs.appending(path: "sweeps/dropout/attempts/0").path
      ).sorted() == ["2", "3"])
  }

  @Test func `what a process holds stays`() throws {
    defer { try? FileManager.default.removeItem(at: runs) }
    let orphan = try RunLock(RunFolder(id: "orphan", in: runs))
    let before = try cleanup(after: later)
    #expect(!before.items.contains { $0.name == "orphan" })
    #expect(RunsCleanup.trainingRun(in: runs) == "orphan")
    // A lock that is taken between looking and doing.
    let removed = try RunLock(RunFolder(id: "removed", in: runs))
    #expect(try before.perform().map(\.item.name) == ["removed"])
    #expect(try store.restore(["removed"]) == ["removed"])
    withExtendedLifetime((orphan, removed)) {}
  }
}
