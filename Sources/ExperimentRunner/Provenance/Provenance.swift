import AudioFrontEnd
import ContentDigest
import Foundation
import Glibc
import RunStore

/// Where a run's numbers come from: what has to be equal for its bits to be. Checked in
/// `ProvenanceTests`.
package struct Provenance: Encodable, Sendable {
  /// The code that trained it.
  struct Code: Encodable, Sendable {
    /// The commit checked out where earshot was started; nil outside a repository.
    var commit: String?
    /// The digest of what differs from that commit; nil where nothing does.
    var changesDigest: String?
    /// The digest of the executable.
    var binaryDigest: String?
    var compiler: String
  }

  /// The machine it was trained on.
  struct Machine: Encodable, Sendable {
    var processor: String
    var coreCount: Int
    var operatingSystem: String
  }

  var code: Code
  var machine: Machine
  /// Threads inside the run; the bits do not depend on them.
  var threads: Int
  var libraries: [String: String]
  var corpusDigest: String
  /// Variables that can change what libraries compute; never any others.
  var environment: [String: String]
  var commandLine: [String]

  /// The provenance as JSON with sorted keys.
  package var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      preconditionFailure("provenance holds nothing but text and numbers")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// What is the same for all runs of a process; gathering it reads the executable and asks git.
  package static func capture() -> Provenance {
    let libraries = LibraryVersions.current
    return Provenance(
      code: Code(
        commit: GitState.commit, changesDigest: GitState.changesDigest, binaryDigest: binaryDigest,
        compiler: compiler),
      machine: Machine(
        processor: processor, coreCount: ProcessInfo.processInfo.activeProcessorCount,
        operatingSystem: ProcessInfo.processInfo.operatingSystemVersionString),
      threads: 1,
      libraries: [
        "libsndfile": libraries.sndfile, "libsoxr": libraries.soxr, "fftw": libraries.fftw,
        "glibc": mathematics, storeLibrary: RunStore.sqliteVersion,
      ],
      corpusDigest: "", environment: environment, commandLine: CommandLine.arguments)
  }

  /// The library that no number depends on, and every record does.
  static let storeLibrary = "sqlite"

  /// The C library, whose exponentials and logarithms are in every loss: `glibc 2.36`.
  private static var mathematics: String {
    var text = [CChar](repeating: 0, count: 64)
    let length = confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count)
    guard (1...text.count).contains(length) else { return "unknown" }
    return String(decoding: text[..<(length - 1)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static var environment: [String: String] {
    let names = [
      "GLIBC_TUNABLES", "LANG", "LC_ALL", "LD_PRELOAD", "MALLOC_ARENA_MAX", "OMP_NUM_THREADS", "TZ",
    ]
    return ProcessInfo.processInfo.environment.filter { names.contains($0.key) }
  }

  private static var binaryDigest: String? {
    guard let content = try? Data(contentsOf: URL(filePath: "/proc/self/exe"), options: .alwaysMapped)
    else { return nil }
    return ContentDigest(of: content).hexadecimal
  }

  private static var processor: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    func value(_ key: String) -> String? {
      text.split(separator: "\n").first { $0.hasPrefix(key) }?.split(separator: ":").last
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
    guard let name = value("model name") else { return "unknown" }
    let numbers = ["cpu family", "model\t", "stepping"].compactMap(value).joined(separator: "/")
    return "\(name) (family/model/stepping \(numbers))"
  }

  private static var compiler: String {
    #if compiler(>=6.4)
      "Swift 6.4 or newer"
    #elseif compiler(>=6.3.1)
      "Swift 6.3.1"
    #else
      "Swift 6.3 or older"
    #endif
  }
}
