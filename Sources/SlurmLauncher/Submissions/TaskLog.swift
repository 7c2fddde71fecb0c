import Foundation

/// What a task has written, `<index>.log` in its submission's folder.
struct TaskLog {
  /// Its last line, to be put after a reason; empty where there is none.
  let lastWords: String

  init(of flight: Flight, in exchange: ExchangeFolder) {
    let file = exchange.submission(flight.submission).appending(path: "\(flight.arrayIndex).log")
    guard let handle = try? FileHandle(forReadingFrom: file) else {
      lastWords = ""
      return
    }
    defer { try? handle.close() }
    let length = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: length > 4096 ? length - 4096 : 0)
    let text = String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
    let line = text.split(whereSeparator: \.isNewline).last.map { $0.prefix(300) } ?? ""
    lastWords = line.isEmpty ? "" : "; its log ends: \(line)"
  }
}
