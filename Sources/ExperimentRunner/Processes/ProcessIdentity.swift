package import Glibc
import RunStore

/// Which process holds a run, so that no other one of its number is ever taken for it.
///
/// A number alone says little: after a reboot, in a container, or once numbers come round again, it is another
/// process'. Checked in `ProcessIdentityTests`.
package struct ProcessIdentity: Hashable, Sendable {
  /// Its number.
  package var number: pid_t
  /// When it started, in clock ticks since the machine did: field 22 of `/proc/<number>/stat`.
  package var startTime: UInt64
  /// Which start of the machine it belongs to: `/proc/sys/kernel/random/boot_id`.
  package var bootID: String
  /// Which container its number is one of: the name of `/proc/self/ns/pid`.
  package var namespace: String

  /// A process of these parts.
  package init(number: pid_t, startTime: UInt64, bootID: String, namespace: String) {
    self.number = number
    self.startTime = startTime
    self.bootID = bootID
    self.namespace = namespace
  }

  /// This process.
  package static let current = ProcessIdentity(
    number: getpid(), startTime: statistics(of: getpid())?.startTime ?? 0, bootID: Self.thisBoot,
    namespace: Self.thisNamespace)

  /// What is known of a process' life.
  package enum Life: Sendable {
    case alive
    /// It has ended, or the machine has since started anew.
    case gone
    /// It is numbered by another container, or this system does not tell.
    case unknown
  }

  /// Whether the process lives, as far as this one can tell.
  package var life: Life {
    let current = Self.current
    guard !bootID.isEmpty, !current.bootID.isEmpty, startTime > 0 else { return .unknown }
    guard bootID == current.bootID else { return .gone }
    guard namespace == current.namespace, current.startTime > 0 else { return .unknown }
    guard let statistics = Self.statistics(of: number), statistics.startTime == startTime else {
      return .gone
    }
    // A process that has ended and was not waited for holds nothing any more.
    return "ZX".contains(statistics.state) ? .gone : .alive
  }

  private static var thisBoot: String {
    text(of: "/proc/sys/kernel/random/boot_id").map { String($0.prefix { $0 != "\n" }) } ?? ""
  }

  private static var thisNamespace: String {
    var name = [CChar](repeating: 0, count: 64)
    let length = readlink("/proc/self/ns/pid", &name, name.count - 1)
    return length > 0 ? String(decoding: name[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
  }

  /// State and start time of process `number`; nil where there is none.
  private static func statistics(of number: pid_t) -> (state: Character, startTime: UInt64)? {
    guard let text = text(of: "/proc/\(number)/stat"), let end = text.lastIndex(of: ")") else { return nil }
    // The name before the bracket may hold anything. Fields count from 1; the third is the first behind it.
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let state = fields[0].first, let startTime = UInt64(fields[19]) else {
      return nil
    }
    return (state, startTime)
  }

  private static func text(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}

extension ProcessIdentity {
  /// The identity as lines of a name and a value; ``init(record:)`` reads it back.
  package var record: String {
    "process \(number)\nstarted \(startTime)\nboot \(bootID)\nnamespace \(namespace)\n"
  }

  /// The identity in `record`; nil where it holds none. Lines that are not known are passed over.
  package init?(record: String) {
    var values: [Substring: Substring] = [:]
    for line in record.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
    guard let number = values["process"].flatMap({ pid_t($0) }), number > 0,
      let startTime = values["started"].flatMap({ UInt64($0) }), let bootID = values["boot"]
    else { return nil }
    self.init(
      number: number, startTime: startTime, bootID: String(bootID),
      namespace: String(values["namespace"] ?? ""))
  }
}

extension RunOwner {
  /// The owner that `process` is: with its boot goes its container, since either makes its number another's.
  init(_ process: ProcessIdentity) {
    self.init(
      bootID: "\(process.bootID) \(process.namespace)", processID: Int(process.number),
      startTime: Int(clamping: process.startTime))
  }
}

extension ProcessIdentity {
  /// The process that `owner` is.
  init(_ owner: RunOwner) {
    let parts = owner.bootID.split(separator: " ", maxSplits: 1)
    self.init(
      number: pid_t(clamping: owner.processID), startTime: UInt64(clamping: owner.startTime),
      bootID: parts.first.map(String.init) ?? "", namespace: parts.count > 1 ? String(parts[1]) : "")
  }
}
