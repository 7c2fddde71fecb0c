import DurableFiles
import Foundation
import Synchronization

/// Shows from afar that an attempt's process lives: a file whose content changes every few seconds.
///
/// Its age is never asked for, since the clocks of two machines differ; who watches asks whether it has
/// changed.
final class Heartbeat: Sendable {
  /// Seconds between two beats.
  static let interval = 5.0

  private let file: URL
  private let isOver = Mutex(false)
  private let done = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// Begins to beat in `attempt`.
  init(in attempt: AttemptFolder) {
    file = attempt.heartbeatFile
    beat(1)
    let thread = Thread { [self] in
      var number = 1
      while done.wait(timeout: .now() + Self.interval) == .timedOut {
        number += 1
        beat(number)
      }
      ended.signal()
    }
    thread.name = "heartbeat"
    thread.start()
  }

  /// Ends it; on return nothing writes the file any more.
  func stop() {
    let isFirst = isOver.withLock { isOver in
      defer { isOver = true }
      return !isOver
    }
    guard isFirst else { return }
    done.signal()
    ended.wait()
  }

  /// A disk that refuses it says so where it matters, when the result is published.
  private func beat(_ number: Int) {
    let text = "beat \(number)\nhost \(ProcessInfo.processInfo.hostName)\nprocess \(getpid())\n"
    try? DurableFile.write(Data(text.utf8), to: file, isSynchronized: false)
  }
}
