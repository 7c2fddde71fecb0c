@preconcurrency import Dispatch
import ExperimentRunner
import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into a wish to stop, once there is something to save; before, and the second
/// time, they end the process at once.
final class Interruption: Sendable {
  /// The wish, for whoever works.
  let stop = StopSignal()

  private let received = Atomic<Int32>(0)
  private let isSaving = Atomic(false)
  private let sources: [any DispatchSourceSignal]

  /// - Parameter further: Signals that ask for the same, besides the usual ones.
  init(also further: [Int32] = []) {
    // A hangup that is ignored already, as under nohup, stays ignored.
    let signals = [SIGINT, SIGTERM] + (Self.isIgnored(SIGHUP) ? [] : [SIGHUP]) + further
    for number in signals { Glibc.signal(number, SIG_IGN) }
    sources = signals.map {
      DispatchSource.makeSignalSource(signal: $0, queue: DispatchQueue(label: "signals"))
    }
    for (number, source) in zip(signals, sources) {
      source.setEventHandler { [interruption = Unmanaged.passUnretained(self)] in
        interruption.takeUnretainedValue().receive(number)
      }
      source.resume()
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }

  /// From here on a signal lets work be saved before the process ends.
  func saveFirst() { isSaving.store(true, ordering: .releasing) }

  /// The signal that asked it to stop; nil where none did.
  var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// How the process is to end; nil where nothing asked it to stop.
  var exitStatus: ExitStatus? {
    switch received.load(ordering: .relaxed) {
    case 0: nil
    case SIGINT: .interrupted
    case SIGHUP: .hungUp
    default: .terminated
    }
  }

  private func receive(_ number: Int32) {
    guard isSaving.load(ordering: .acquiring), !stop.isSet else { _exit(128 + number) }
    received.store(number, ordering: .relaxed)
    stop.set()
    Console.note("Stopping: the batch under way is finished and saved. Once more to stop at once.")
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    // Functions do not compare: what is compared is the address that stands for being ignored.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
