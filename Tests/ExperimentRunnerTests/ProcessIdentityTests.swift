import ExperimentRunner
import Foundation
import Glibc
import Testing

@Suite("Process identity")
struct ProcessIdentityTests {
  private let own = ProcessIdentity.current

  @Test func `this process lives, and reads back from its record`() {
    #expect(own.life == .alive)
    #expect(own.number == getpid() && own.startTime > 0 && own.bootID.count == 36)
    #expect(ProcessIdentity(record: own.record) == own)
  }

  @Test func `a number that another process has now is not the one that had it`() {
    var earlier = own
    earlier.startTime -= 1
    #expect(earlier.life == .gone)
  }

  @Test func `a process of before a reboot is gone, whatever has its number`() {
    var earlier = own
    earlier.bootID = "00000000-0000-0000-0000-000000000000"
    #expect(earlier.life == .gone)
  }

  @Test func `of another container's process nothing is known`() {
    var elsewhere = own
    elsewhere.namespace = "pid:[1]"
    #expect(elsewhere.life == .unknown)
    elsewhere = own
    elsewhere.bootID = ""
    #expect(elsewhere.life == .unknown)
  }

  @Test func `a child that has ended is gone, whether it was waited for or not`() throws {
    let child = Process()
    child.executableURL = URL(filePath: "/bin/cat")
    child.standardInput = Pipe()
    try child.run()
    let stat = try String(contentsOfFile: "/proc/\(child.processIdentifier)/stat", encoding: .utf8)
    let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
    var identity = own
    identity.number = child.processIdentifier
    identity.startTime = try #require(UInt64(fields[19]))
    #expect(identity.life == .alive)
    kill(child.processIdentifier, SIGKILL)
    for _ in 0..<1000 where identity.life == .alive { usleep(2_000) }
    #expect(identity.life == .gone)
    child.waitUntilExit()
    #expect(identity.life == .gone)
  }

  @Test(arguments: [
    "", "process", "process x\nstarted 1\nboot b\n", "process -1\nstarted 1\nboot b\n", "12345 boot\n",
    "process 99999999999\nstarted 1\nboot b\n", "process 1\nboot b\n", "\u{0}\u{0}\u{0}",
  ])
  func `a record that names no process is none`(record: String) {
    #expect(ProcessIdentity(record: record) == nil)
  }
}
