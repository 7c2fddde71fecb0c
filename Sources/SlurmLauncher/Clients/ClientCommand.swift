import Foundation

/// One call of a program that answers and ends.
struct ClientCommand {
  /// How it ended.
  struct Ending {
    var status: Int32
    var output: String
    var messages: String
  }

  var program: URL
  var arguments: [String]
  var environment: [String: String]
  /// What it reads from standard input.
  var input = ""

  /// Calls it and waits for its end. Arguments are handed over one by one: no shell reads them.
  ///
  /// - Throws: Foundation's error where the program cannot be started.
  func call() throws -> Ending {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment
    let (input, output, messages) = (Pipe(), Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = messages
    try process.run()
    // A script is shorter than what a pipe holds; a program that reads none of it has closed the other end.
    try? input.fileHandleForWriting.write(contentsOf: Data(self.input.utf8))
    try? input.fileHandleForWriting.close()
    // Both are read at once: a program that fills one of them would wait for ever.
    let told = ReadText(messages.fileHandleForReading)
    let answer = Self.text(of: output.fileHandleForReading)
    let words = told.wait()
    process.waitUntilExit()
    let wasKilled = process.terminationReason == .uncaughtSignal
    return Ending(
      status: process.terminationStatus + (wasKilled ? 128 : 0), output: answer,
      messages: words.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  fileprivate static func text(of handle: FileHandle) -> String {
    String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
  }
}

/// Reads all of a pipe on a thread of its own.
private final class ReadText: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  /// Written before `done` is signalled, read after.
  private var text = ""

  init(_ handle: FileHandle) {
    Thread.detachNewThread { [self] in
      text = ClientCommand.text(of: handle)
      done.signal()
    }
  }

  func wait() -> String {
    done.wait()
    return text
  }
}
