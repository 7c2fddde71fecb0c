import Foundation
import Glibc
import Synchronization

/// The executable as its users have it: a process with arguments, an environment, two outputs and an end.
///
/// Both outputs go to files, so that neither can block the process, and can be read while it runs.
final class EarshotProcess {
  /// How a process ended and what it wrote.
  struct Ending {
    /// The exit code, or 128 and the signal's number as a shell has it.
    var status: Int32
    var output: String
    var messages: String
  }

  /// Beside the test bundle, where one build puts both.
  static let executable: URL = {
    let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: bundle).deletingLastPathComponent().appending(path: "earshot")
  }()

  private static let starting = Mutex(())

  private let process = Process()
  private let outputFile: URL
  private let messagesFile: URL

  /// Starts a program in `folder`.
  ///
  /// - Parameters:
  ///   - program: The executable, or what is to run it.
  ///   - arguments: What follows the name.
  ///   - environment: Added to this process' own.
  init(
    _ program: URL = executable, arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) throws {
    let name = ".process-\(UUID().uuidString)"
    outputFile = folder.appending(path: name + ".out")
    messagesFile = folder.appending(path: name + ".err")
    for file in [outputFile, messagesFile] { try Data().write(to: file) }
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let streams = try [outputFile, messagesFile].map { try FileHandle(forWritingTo: $0) }
    process.standardOutput = streams[0]
    process.standardError = streams[1]
    // One start at a time: over thousands of them, started by several threads at once, Foundation has been seen to crash.
    try Self.starting.withLock { _ in try process.run() }
    // The process has its own by now; thousands of them are started in a soak.
    for stream in streams { try stream.close() }
  }

  deinit {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    while process.isRunning { usleep(1_000) }
  }

  /// What it has written to standard output so far.
  var output: String { Self.text(of: outputFile) }

  /// What it has written to standard error so far.
  var messages: String { Self.text(of: messagesFile) }

  /// The number of the process.
  var number: Int32 { process.processIdentifier }

  /// Sends a signal; a process that is stopped goes on with it.
  func send(_ signal: Int32) {
    kill(process.processIdentifier, signal)
    if signal != SIGSTOP { kill(process.processIdentifier, SIGCONT) }
  }

  /// Waits for its end; throws after `timeout` seconds.
  @discardableResult
  func wait(timeout: Double = 300) throws -> Ending {
    let deadline = Date(timeIntervalSinceNow: timeout)
    while process.isRunning {
      guard Date() < deadline else { throw Hang(messages: messages) }
      usleep(2_000)
    }
    let wasKilled = process.terminationReason == .uncaughtSignal
    return Ending(
      status: process.terminationStatus + (wasKilled ? 128 : 0), output: output, messages: messages)
  }

  /// Waits until standard error holds `text`.
  func wait(untilMessagesHold text: String, timeout: Double = 300) throws {
    let deadline = Date(timeIntervalSinceNow: timeout)
    while !messages.contains(text) {
      guard Date() < deadline else { throw Hang(messages: messages) }
      usleep(2_000)
    }
  }

  private static func text(of file: URL) -> String {
    String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
  }

  /// A process that did not do in time what it was waited for.
  struct Hang: Error, CustomStringConvertible {
    let messages: String
    var description: String { "not in time; it has said:\n\(messages)" }
  }
}
