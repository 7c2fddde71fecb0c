import Foundation
import Glibc

/// A helper that has been started: it ends within its time, by itself or by this process' hand.
struct HelperProcess {
  /// How a helper ended.
  enum Ending: Sendable, Hashable {
    /// By itself, with this code, and what it said.
    case exit(code: Int32, message: String)
    /// By a signal: a crash, or a limit.
    case signal(Int32)
    /// It took more time than it had.
    case timeout
  }

  private let number: pid_t
  private let messages: Int32

  /// Starts `program` with `arguments`, `input` and `output` as its standard streams, and no environment.
  ///
  /// - Returns: Nil where the system has no process to give.
  init?(program: String, arguments: [String], input: Int32, output: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    // A terminal's signals are for the server; a limit's must do what they do.
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    var number: pid_t = 0
    guard posix_spawn(&number, program, &actions, &attributes, words, &environment) == 0 else {
      close(ends[0])
      return nil
    }
    self.number = number
    messages = ends[0]
  }

  /// Waits for its end, at most `seconds`.
  func wait(atMost seconds: Double) -> Ending {
    defer { close(messages) }
    let deadline = ContinuousClock.now + .seconds(seconds)
    var said: [UInt8] = []
    var isLate = false
    reading: while true {
      let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
      if left <= 0 {
        isLate = true
        break
      }
      var state = pollfd(fd: messages, events: Int16(POLLIN), revents: 0)
      guard poll(&state, 1, Int32(min(left.rounded(.up), 1e6))) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 1_024)
      let count = read(messages, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break reading }
      said += buffer[..<count].prefix(max(0, 1_000 - said.count))
    }
    if isLate { kill(number, SIGKILL) }
    let status = waitForStatus(until: deadline)
    if isLate || status == nil { return .timeout }
    let code = status ?? 0
    let signal = code & 0x7F
    return signal == 0
      ? .exit(code: (code >> 8) & 0xFF, message: String(decoding: said, as: UTF8.self)) : .signal(signal)
  }

  /// Its status once it has ended; nil where it had closed its messages, went on, and had to be ended.
  private func waitForStatus(until deadline: ContinuousClock.Instant) -> Int32? {
    var status: Int32 = 0
    var isEnded = false
    while true {
      let result = waitpid(number, &status, isEnded ? 0 : WNOHANG)
      if result == number { return isEnded ? nil : status }
      if result < 0 && errno != EINTR { return nil }
      if ContinuousClock.now >= deadline {
        kill(number, SIGKILL)
        isEnded = true
      } else {
        usleep(500)
      }
    }
  }
}
