import Foundation
import Glibc

/// A process that takes tasks as lines on its standard input and tells of them as lines on its standard output.
///
/// It has no other descriptors of this process: when this one ends, however it ends, its input ends with it.
final class WorkerProcess {
  let number: pid_t
  let output: Int32
  /// What it was given; nil where it waits for a task.
  var task: TrialTask?
  private var input: Int32?
  private var pending: [UInt8] = []

  /// Starts `command`.
  ///
  /// - Throws: ``SweepError/workerUnusable(reason:)``.
  init(_ command: LocalLauncher.Command) throws(SweepError) {
    var inward: [Int32] = [-1, -1]
    var outward: [Int32] = [-1, -1]
    guard pipe(&inward) == 0 else { throw Self.failure(errno) }
    guard pipe(&outward) == 0 else {
      let code = errno
      for descriptor in inward { close(descriptor) }
      throw Self.failure(code)
    }
    for descriptor in inward + outward { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var process: pid_t = 0
    let code = Self.spawn(command, input: inward[0], output: outward[1], as: &process)
    close(inward[0])
    close(outward[1])
    guard code == 0 else {
      close(inward[1])
      close(outward[0])
      throw Self.failure(code)
    }
    number = process
    input = inward[1]
    output = outward[0]
  }

  deinit {
    endInput()
    close(output)
  }

  private static func failure(_ code: Int32) -> SweepError {
    .workerUnusable(reason: String(cString: strerror(code)))
  }

  private static func spawn(
    _ command: LocalLauncher.Command, input: Int32, output: Int32, as process: inout pid_t
  ) -> Int32 {
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
    // The terminal's signals are for the controller, which ends its workers' input; being told to terminate is not.
    var ignored = sigset_t()
    var restored = sigset_t()
    sigemptyset(&ignored)
    sigemptyset(&restored)
    sigaddset(&restored, SIGTERM)
    posix_spawnattr_setsigmask(&attributes, &ignored)
    posix_spawnattr_setsigdefault(&attributes, &restored)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let arguments = ([command.program] + command.arguments).map { strdup($0) } + [nil]
    let environment =
      command.environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + environment { free(text) } }
    return posix_spawn(&process, command.program, &actions, &attributes, arguments, environment)
  }

  /// Hands over `task`; returns false where the process no longer listens.
  func give(_ task: TrialTask) -> Bool {
    self.task = task
    guard let input, var line = try? JSONEncoder().encode(task) else { return false }
    line.append(UInt8(ascii: "\n"))
    return line.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = write(input, bytes.baseAddress! + sent, bytes.count - sent)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return false }
        sent += count
      }
      return true
    }
  }

  /// Ends its input: it saves what it has, and ends.
  func endInput() {
    if let input { close(input) }
    input = nil
  }

  /// Takes what it has written: whole lines; nil where it has closed its output.
  func readEvents() -> [TrialEvent]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(output, &buffer, buffer.count)
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return [] }
    guard count > 0 else { return nil }
    pending += buffer[..<count]
    guard let end = pending.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let lines = pending[..<end].split(separator: UInt8(ascii: "\n"))
    pending.removeSubrange(...end)
    return lines.map { line in
      (try? JSONDecoder().decode(TrialEvent.self, from: Data(line)))
        ?? .warning("a worker said: \(String(decoding: line, as: UTF8.self))")
    }
  }

  /// Waits for its end and returns how it came.
  func wait() -> String {
    var status: Int32 = 0
    while waitpid(number, &status, 0) < 0 {
      guard errno == EINTR else { return "is gone" }
    }
    let signal = status & 0x7f
    return signal == 0 ? "ended with \((status >> 8) & 0xff)" : "was ended by signal \(signal)"
  }
}
