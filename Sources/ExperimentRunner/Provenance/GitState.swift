import ContentDigest
import Foundation

/// What git says of the folder that earshot was started in.
package enum GitState {
  /// The commit checked out; nil outside a repository or without git.
  package static var commit: String? {
    output(of: ["rev-parse", "HEAD"]).map { String(decoding: $0, as: UTF8.self) }?
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The digest of all differences of tracked files from the commit; nil where there are none.
  package static var changesDigest: String? {
    guard let changes = output(of: ["diff", "--no-ext-diff", "--binary", "HEAD"]), !changes.isEmpty else {
      return nil
    }
    return ContentDigest(of: changes).hexadecimal
  }

  private static func output(of arguments: [String]) -> Data? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? data : nil
  }
}
