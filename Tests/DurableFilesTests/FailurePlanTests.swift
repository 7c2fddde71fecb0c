import DurableFiles
import Foundation
import Glibc
import Testing

@Suite("Failure plan")
struct FailurePlanTests {
  @Test func `a plan says what goes wrong, where, and for how long`() throws {
    let kill = try #require(FailurePlan("kill@17"))
    #expect(kill.outcome == .kill && kill.point == nil && kill.number == 17 && !kill.isLasting)
    let full = try #require(FailurePlan("ENOSPC@write:3+"))
    #expect(full.outcome == .fail(ENOSPC) && full.point == .write && full.number == 3 && full.isLasting)
    #expect(FailurePlan("trace")?.outcome == .none)
  }

  @Test(arguments: [
    "", "kill", "kill@", "kill@0", "kill@-1", "kill@x", "die@3", "EIO@tear:1", "EIO@write:1:2", "kill@3@4",
    "kill@99999999999999999999", "trace@1", "EIO@:1", "EIO@write:+",
  ])
  func `a text that is no plan is none`(text: String) {
    #expect(FailurePlan(text) == nil)
  }

  // A plan holds for the whole process: each test that follows one does so in a process of its own.

  @Test func `a step that fails leaves the old content, no other file, and its name in the error`() async {
    await #expect(processExitsWith: .success) {
      let folder = FileManager.default.temporaryDirectory.appending(path: "earshot-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appending(path: "weights")
      let (old, new) = (Data("old".utf8), Data(repeating: 7, count: 10_000))
      let steps: [(FailurePoint, DurableFileError.Step)] = [
        (.open, .open), (.write, .write), (.synchronize, .synchronize), (.rename, .rename),
        (.synchronizeFolder, .synchronize),
      ]
      for (point, step) in steps {
        for (code, name) in [(ENOSPC, "ENOSPC"), (EIO, "EIO")] {
          FailurePlan.follow(nil)
          try DurableFile.write(old, to: file)
          FailurePlan.follow(FailurePlan("\(name)@\(point.rawValue):1"))
          let error = #expect(throws: DurableFileError.self) { try DurableFile.write(new, to: file) }
          #expect(error?.step == step && error?.code == code, "\(point): \(error.debugDescription)")
          // Where only the folder was not made safe, the new content stands already.
          let expected = point == .synchronizeFolder ? new : old
          #expect(try Data(contentsOf: file) == expected, "\(point): the content")
          #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights"], "\(point)")
          // It fails once.
          try DurableFile.write(new, to: file)
          #expect(try Data(contentsOf: file) == new, "\(point): once more")
        }
      }
    }
  }

  @Test func `a plus lets every later step fail too`() async {
    await #expect(processExitsWith: .success) {
      let file = FileManager.default.temporaryDirectory.appending(path: "earshot-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: file) }
      FailurePlan.follow(FailurePlan("EIO@write:2+"))
      try DurableFile.write(Data("first".utf8), to: file)
      for _ in 0..<3 {
        let error = #expect(throws: DurableFileError.self) {
          try DurableFile.write(Data("next".utf8), to: file)
        }
        #expect(error?.code == EIO)
      }
      #expect(try Data(contentsOf: file) == Data("first".utf8))
    }
  }

  @Test func `a kill takes the process in the middle of the step`() async {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      FailurePlan.follow(FailurePlan("kill@write:1"))
      let file = FileManager.default.temporaryDirectory.appending(path: "earshot-\(UUID().uuidString)")
      try? DurableFile.write(Data("never".utf8), to: file)
      exit(0)
    }
  }
}
