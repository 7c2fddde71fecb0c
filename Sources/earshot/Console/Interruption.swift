@preconcurrency import Dispatch
import ExperimentRunner
import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into a wish to stop; the second one ends the process at once.
final class Interruption: Sendable {
  /// The wish, for whoever works.
  let stop = StopSignal()

  private let received = Atomic<Int32>(0)
  private let sources: [any DispatchSourceSignal]

  init() {
    let signals = [SIGINT, SIGTERM, SIGHUP]
    for number in signals { signal(number, SIG_IGN) }
    sources = signals.map {
      DispatchSource.makeSignalSource(signal: $0, queue: DispatchQueue(label: "signals"))
    }
    for (number, source) in zip(signals, sources) {
      source.setEventHandler { [stop, received = Unmanaged.passUnretained(self)] in
        guard !stop.isSet else { _exit(128 + number) }
        received.takeUnretainedValue().received.store(number, ordering: .relaxed)
        stop.set()
        Console.note("Stopping: the batch under way is finished and saved. Once more to stop at once.")
      }
      source.resume()
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }

  /// How the process is to end; nil where nothing asked it to stop.
  var exitStatus: ExitStatus? {
    switch received.load(ordering: .relaxed) {
    case 0: nil
    case SIGINT: .interrupted
    default: .terminated
    }
  }
}
