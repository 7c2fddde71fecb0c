import Foundation
import Glibc
import Synchronization

/// Standard output carries data, standard error progress and messages; lines never mix.
enum Console {
  /// Held while writing; guards the number of the error with which standard output first refused.
  private static let lock = Mutex(Int32?.none)

  /// Why standard output did not take all that was written to it: an error number of the system. A reader
  /// that has gone, such as `head`, has had what it wanted: no failure.
  static var outputFailure: Int32? { lock.withLock { $0 } }

  /// Writes `text` to standard output, with a newline where it has none.
  static func write(_ text: String) { put(text, to: STDOUT_FILENO) }

  /// Writes `text` to standard error, with a newline where it has none.
  static func note(_ text: String) { put(text, to: STDERR_FILENO) }

  /// Writes `text` to standard error as it is: for redrawing lines.
  static func draw(_ text: String) {
    lock.withLock { _ in _ = send(text, to: STDERR_FILENO) }
  }

  /// Writes `value` to standard output as JSON with sorted keys.
  static func write(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    write(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Whether standard error is a terminal that can redraw lines.
  static var isTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Columns of the terminal on standard error, or standard output where `isOutput`; 100 where it is none,
  /// or where `COLUMNS` says so.
  static func width(isOutput: Bool = false) -> Int {
    var size = winsize()
    let descriptor = isOutput ? STDOUT_FILENO : STDERR_FILENO
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init) ?? 0
    return (20...1000).contains(columns) ? columns : 100
  }

  /// Columns for tables of values as they are stored: those of the terminal, or of `COLUMNS`; a file or a program gets
  /// all there is.
  static var valuesWidth: Int {
    isatty(STDOUT_FILENO) == 1 || ProcessInfo.processInfo.environment["COLUMNS"] != nil
      ? width(isOutput: true) : .max
  }

  private static func put(_ text: String, to descriptor: Int32) {
    lock.withLock { outputFailure in
      let failure = send(text.unicodeScalars.last == "\n" ? text : text + "\n", to: descriptor)
      if descriptor == STDOUT_FILENO, failure != EPIPE { outputFailure = outputFailure ?? failure }
    }
  }

  /// Writes all of `text`, or returns the number of the error that kept it from being written.
  private static func send(_ text: String, to descriptor: Int32) -> Int32? {
    Array(text.utf8).withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { return errno }
        sent += count
      }
      return nil
    }
  }
}
