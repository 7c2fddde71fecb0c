import Foundation
import SlurmLauncher
import TestSupport
import Testing

@Suite("Folders of attempts")
struct StageFolderTests {
  @Test func `stand in shards of a thousand trials`() {
    let sweep = URL(filePath: "/r/sweeps/s")
    func path(_ trial: Int, _ epochs: Int?) -> String {
      StageFolder(sweepFolder: sweep, trial: trial, epochs: epochs).url.path
    }
    #expect(path(1, nil) == "/r/sweeps/s/attempts/0/1/stage-all")
    #expect(path(1000, 10) == "/r/sweeps/s/attempts/0/1000/stage-10")
    #expect(path(1001, 10) == "/r/sweeps/s/attempts/1/1001/stage-10")
  }

  @Test func `are taken once: a second copy under the same numbers gets its own`() throws {
    let folder = try TemporaryFolder()
    let stage = StageFolder(sweepFolder: folder.url, trial: 1, epochs: nil)
    let identity = AttemptIdentity(submission: 2, restart: 0)
    let names = try (0..<3).map { _ in try stage.claim(identity).url.lastPathComponent }
    #expect(names == ["attempt-2-0", "attempt-2-0-2", "attempt-2-0-3"])
  }

  @Test func `come in the order of submissions, restarts and copies; others are passed over`() throws {
    let folder = try TemporaryFolder()
    let stage = StageFolder(sweepFolder: folder.url, trial: 1, epochs: nil)
    let order = [(2, 0), (2, 1), (10, 0)]
    for (submission, restart) in order.reversed() {
      _ = try stage.claim(AttemptIdentity(submission: submission, restart: restart))
    }
    _ = try stage.claim(AttemptIdentity(submission: 2, restart: 0))
    for name in ["attempt-1", "attempt-x-1", "attempt-01-0", "attempt-1-0-1", "notes"] {
      try FileManager.default.createDirectory(
        at: stage.url.appending(path: name), withIntermediateDirectories: true)
    }
    #expect(
      stage.attempts.map(\.identity.name) == ["attempt-2-0", "attempt-2-0-2", "attempt-2-1", "attempt-10-0"])
  }
}
