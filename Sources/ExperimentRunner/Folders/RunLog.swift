import Foundation

/// Appends what happens to a run to its `log.jsonl`, a line of JSON each. A log that cannot be written
/// never stops a run.
struct RunLog {
  private let file: URL

  init(_ folder: RunFolder) {
    file = folder.logFile
  }

  /// Notes that `event` happened at `time`, with what is to be said of it.
  func note(_ event: String, _ facts: [String: String] = [:], at time: Date) {
    var line = facts
    line["event"] = event
    line["time"] = time.formatted(.iso8601)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var data = try? encoder.encode(line) else { return }
    data.append(UInt8(ascii: "\n"))
    if let handle = try? FileHandle(forWritingTo: file) {
      defer { try? handle.close() }
      _ = try? handle.seekToEnd()
      try? handle.write(contentsOf: data)
    } else {
      try? data.write(to: file)
    }
  }
}
