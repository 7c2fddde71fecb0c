import Dispatch
import ExperimentRunner
import Foundation
import Glibc
import Synchronization
import Testing

@Suite("Run folder")
struct RunFolderTests {
  @Test func `a run's folder says what it is, and no two are the same`() throws {
    let folder = try TemporaryFolder()
    let runs = folder.url.appending(path: "Runs")
    let made = try (0..<20).map { _ in try RunFolder.create(for: RunFixture.run(), in: runs) }
    #expect(Set(made.map(\.id)).count == 20)
    #expect(made.allSatisfy { $0.exists && $0.id.wholeMatch(of: /small-synthetic-s1-f5-[0-9a-f]{8}/) != nil })
  }

  @Test func `a folder that cannot be made is an error with its remedy`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "file")
    try Data().write(to: file)
    let error = #expect(throws: RunFolderError.self) {
      try RunFolder.create(for: RunFixture.run(), in: file.appending(path: "below"))
    }
    #expect(error?.description.contains("--runs") == true)
  }
}

@Suite("Run lock")
struct RunLockTests {
  @Test func `one holder at a time, and none after it is gone`() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(for: RunFixture.run(), in: folder.url)
    #expect(RunLock.state(of: run) == .absent)
    do {
      let lock = try RunLock(run)
      #expect(throws: RunLock.Refusal.self) { try RunLock(run) }
      #expect(RunLock.state(of: run) == .held)
      withExtendedLifetime(lock) {}
    }
    #expect(RunLock.state(of: run) == .free)
    #expect(throws: Never.self) { try RunLock(run) }
  }

  @Test func `while a free lock is looked at nobody takes it, and a held one is left alone`() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(for: RunFixture.run(), in: folder.url)
    _ = try? RunLock(run)
    var isTakenMeanwhile: Bool?
    #expect(RunLock.whileFree(run) { isTakenMeanwhile = (try? RunLock(run)) != nil } == .free)
    #expect(isTakenMeanwhile == false)
    let lock = try RunLock(run)
    #expect(RunLock.whileFree(run) { Issue.record("the lock is held") } == .held)
    withExtendedLifetime(lock) {}
  }

  @Test func `a lock let go is free, though a program that is being started has the descriptors still`()
    throws
  {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(for: RunFixture.run(), in: folder.url)
    var inherited: [Int32] = []
    defer { for descriptor in inherited { close(descriptor) } }
    do {
      let lock = try RunLock(run)
      inherited += Self.copiesOfDescriptors(of: run.lockFile)
      withExtendedLifetime(lock) {}
    }
    #expect(inherited.count == 1)
    #expect(RunLock.whileFree(run) { inherited += Self.copiesOfDescriptors(of: run.lockFile) } == .free)
    #expect(inherited.count == 3, "the first copy is one of the file's own by now")
    let lock = try RunLock(run)
    lock.release()
    let next = try RunLock(run)
    lock.release()
    #expect(RunLock.state(of: run) == .held, "what has been let go is not let go for its next holder")
    withExtendedLifetime(next) {}
  }

  /// Copies of this process' descriptors of `file`, as a program gets them that is being started.
  private static func copiesOfDescriptors(of file: URL) -> [Int32] {
    let path = file.resolvingSymlinksInPath().path
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.compactMap {
      Int32($0)
    }
    return (numbers ?? []).filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path
    }.map { dup($0) }
  }

  @Test func `of fifty racers one gets the lock`() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(for: RunFixture.run(), in: folder.url)
    let taken = Mutex<[RunLock]>([])
    DispatchQueue.concurrentPerform(iterations: 50) { _ in
      guard let lock = try? RunLock(run) else { return }
      taken.withLock { $0.append(lock) }
    }
    #expect(taken.withLock(\.count) == 1)
  }

  @Test func `whatever a lock's file says, only holding it counts`() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(for: RunFixture.run(), in: folder.url)
    // Left by a kill, and its process' number has come round again.
    try Data(ProcessIdentity.current.record.utf8).write(to: run.lockFile)
    #expect(RunLock.state(of: run) == .free)
    let lock = try RunLock(run)
    #expect(RunLock.holder(of: run) == .current)
    // Overwritten while it is held.
    var gone = ProcessIdentity.current
    gone.startTime -= 1
    for record in [gone.record, "", "nonsense"] {
      let descriptor = open(run.lockFile.path, O_WRONLY | O_TRUNC)
      _ = record.withCString { write(descriptor, $0, strlen($0)) }
      close(descriptor)
      #expect(RunLock.state(of: run) == .held)
      #expect(throws: RunLock.Refusal.self) { try RunLock(run) }
      #expect(RunLock.holder(of: run) == nil, "a process that does not live is nobody to wait for")
    }
    withExtendedLifetime(lock) {}
  }

  @Test func `a link in place of the lock is not followed`() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(for: RunFixture.run(), in: folder.url)
    let target = folder.url.appending(path: "precious")
    try Data("keep me".utf8).write(to: target)
    try FileManager.default.createSymbolicLink(at: run.lockFile, withDestinationURL: target)
    #expect(throws: RunLock.Refusal.self) { try RunLock(run) }
    #expect(try Data(contentsOf: target) == Data("keep me".utf8))
  }
}
