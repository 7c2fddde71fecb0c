import Foundation
import SlurmLauncher

/// Programs called as Slurm's clients are, which note their arguments and answer what they are told to.
struct FakeSlurm {
  let folder: URL

  init(in folder: URL) throws {
    self.folder = folder.appending(path: "slurm")
    try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    for client in ["sbatch", "squeue", "scontrol", "scancel"] { try answer(to: client, "") }
    try answer(to: "scontrol", "MaxArraySize            = 1001\nMaxJobCount             = 10000\n")
    try answer(to: "sbatch", "7\n")
  }

  /// From here on `client` prints `output` and `messages`, and ends with `status`.
  func answer(to client: String, _ output: String, messages: String = "", status: Int = 0) throws {
    for (name, text) in [("out", output), ("err", messages)] {
      try Data(text.utf8).write(to: folder.appending(path: "\(client).\(name)"))
    }
    let script = """
      #!/bin/sh
      echo "$@" >> '\(folder.path)/\(client).calls'
      cat > '\(folder.path)/\(client).input'
      cat '\(folder.path)/\(client).out'
      cat '\(folder.path)/\(client).err' >&2
      exit \(status)

      """
    let file = folder.appending(path: client)
    // Replaced rather than rewritten: a program that is being run cannot be written to.
    let fresh = folder.appending(path: "\(client).new")
    try Data(script.utf8).write(to: fresh)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fresh.path)
    if rename(fresh.path, file.path) != 0 { throw CocoaError(.fileWriteUnknown) }
  }

  /// How `client` was called, call by call.
  func calls(of client: String) -> [String] {
    let text = (try? String(contentsOf: folder.appending(path: "\(client).calls"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// What `client` last read.
  func input(of client: String) -> String {
    (try? String(contentsOf: folder.appending(path: "\(client).input"), encoding: .utf8)) ?? ""
  }

  func client() throws -> SlurmClient {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try SlurmClient(environment: ["PATH": "\(folder.path):\(path)"])
  }
}
