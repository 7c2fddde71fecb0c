import ContentDigest
import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import Testing

@Suite("Reaping of lost runs")
struct RunReapingTests {
  /// A store that knows runs of these ids, some of them begun.
  private func store(_ ids: [String], begun: [String]) throws -> RunStore {
    let store = try RunStore.inMemory()
    let corpus = CorpusRecord(
      name: "tones", digest: ContentDigest(of: "tones"), classNames: ["Cat", "Dog"],
      examples: [CorpusRecord.Example(clip: "clip", label: 0, fold: 1)])
    try store.register(corpus)
    let digest = ContentDigest(of: "small")
    try store.register(
      ExperimentRecord(
        name: "small", title: "Small", configurationDigest: digest, configuration: "{}",
        corpusName: corpus.name, corpusDigest: corpus.digest))
    for (seed, id) in ids.enumerated() {
      try store.create(
        RunRecord(
          id: id, experiment: "small", corpus: corpus.name,
          identity: RunIdentity(
            configurationDigest: digest, corpusDigest: corpus.digest, seed: UInt64(seed), fold: 1),
          plannedEpochs: 1, parameterCount: 1, multiplyAccumulateCount: 1, threadCount: 1,
          createdAt: Date(timeIntervalSince1970: 1_790_000_000), provenance: "{}"))
      if begun.contains(id) { try store.begin(id, at: Date(timeIntervalSince1970: 1_790_000_001)) }
    }
    return store
  }

  @Test func `queued and running ones whose lock is free are lost; held ones and unknown folders stay`()
    throws
  {
    let folder = try TemporaryFolder()
    let made = try (0..<3).map { _ in try RunFolder.create(for: RunFixture.run(), in: folder.url) }
    let (queued, running, alive) = (made[0], made[1], made[2])
    for run in [queued, running] { _ = try? RunLock(run) }
    let lock = try RunLock(alive)
    let elsewhere = "small-tones-s9-f1-00000000"
    let store = try store(
      made.map(\.id) + [elsewhere], begun: [running.id, alive.id, elsewhere])
    let session = RunSession(
      runsFolder: folder.url, store: store, threads: 1, stop: StopSignal(), report: { _ in })
    try session.reapLostRuns()
    func status(_ id: String) throws -> RunStatus { try store.runDetail(id).summary.status }
    #expect(try status(queued.id) == .lost)
    #expect(try status(running.id) == .lost)
    #expect(try status(alive.id) == .running)
    #expect(try status(elsewhere) == .running)
    withExtendedLifetime(lock) {}
  }

  @Test func `without a lock to ask, the process that claimed a run is looked for`() throws {
    let folder = try TemporaryFolder()
    let ids = ["alive", "rebooted", "reused", "elsewhere", "unclaimed"]
    let store = try store(ids, begun: ids)
    let own = ProcessIdentity.current
    func claim(_ id: String, bootID: String? = nil, startTime: UInt64? = nil, namespace: String? = nil) throws
    {
      let owner = RunOwner(
        bootID: "\(bootID ?? own.bootID) \(namespace ?? own.namespace)", processID: Int(own.number),
        startTime: Int(startTime ?? own.startTime))
      _ = try store.claim(run: id, owner: owner)
    }
    try claim("alive")
    try claim("rebooted", bootID: "00000000-0000-0000-0000-000000000000")
    try claim("reused", startTime: own.startTime + 1)
    try claim("elsewhere", namespace: "pid:[1]")
    let session = RunSession(
      runsFolder: folder.url, store: store, threads: 1, stop: StopSignal(), report: { _ in })
    try session.reapLostRuns()
    let statuses = try ids.map { try store.runDetail($0).summary.status }
    #expect(statuses == [.running, .lost, .lost, .running, .running])
  }
}
