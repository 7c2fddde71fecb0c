import ContentDigest
import DurableFiles
package import Foundation

/// One attempt at a stage of a trial: a folder into which one process alone writes.
///
/// It holds `runs/`, a folder for each run as the sweep's own folder of runs has them; `heartbeat`, while it
/// is under way; and, once everything is done and on the disk, `result.json`. An attempt without that file is
/// none yet.
package struct AttemptFolder {
  package let url: URL
  package let identity: AttemptIdentity

  package init(identity: AttemptIdentity, in stage: URL) {
    self.identity = identity
    url = stage.appending(path: identity.name)
  }

  /// The runs that it trains.
  package var runsFolder: URL { url.appending(path: "runs") }
  package var resultFile: URL { url.appending(path: "result.json") }
  package var heartbeatFile: URL { url.appending(path: "heartbeat") }

  /// What it says of its progress; nil where it has not begun.
  package var heartbeat: String? { try? String(contentsOf: heartbeatFile, encoding: .utf8) }

  /// Whether the attempt has said that it is done, truly or not.
  package var isPublished: Bool { FileManager.default.fileExists(atPath: resultFile.path) }

  // MARK: Publishing

  /// Publishes `result`: from here on whoever reads it finds all of it.
  ///
  /// - Throws: `DurableFileError` where the disk refuses; then nothing is published.
  package func publish(_ result: AttemptResult) throws {
    try DurableFile.synchronize(folder: runsFolder)
    try DurableFile.write(result.file, to: resultFile)
  }

  /// Takes back what the attempt has published, where it is one of `refused`: its file is kept under another
  /// name.
  package func withdraw(ifIn refused: Set<URL>) {
    guard refused.contains(url) else { return }
    try? FileManager.default.moveItem(at: resultFile, to: url.appending(path: "result-refused.json"))
  }

  /// What the attempt published.
  ///
  /// - Throws: ``AttemptError`` where it is not whole, or not of this trial and stage.
  package func result() throws(AttemptError) -> AttemptResult {
    guard let data = try? Data(contentsOf: resultFile) else {
      throw AttemptError(folder: url, problem: .unreadable("result.json"))
    }
    do {
      return try AttemptResult(file: data)
    } catch {
      throw AttemptError(folder: url, problem: .damaged("result.json", "\(error)"))
    }
  }
}

/// An attempt that cannot be used.
package struct AttemptError: Error, CustomStringConvertible {
  package enum Problem: Equatable {
    case unwritable(String)
    case unreadable(String)
    /// A file, and what is wrong with it.
    case damaged(String, String)
  }

  package let folder: URL
  package let problem: Problem

  package var description: String {
    switch problem {
    case .unwritable(let reason):
      "\(folder.relativePath): cannot keep an attempt there: \(reason). Make room, or choose another folder with --runs."
    case .unreadable(let file): "\(folder.relativePath): \(file) cannot be read; the attempt is left out."
    case .damaged(let file, let reason):
      "\(folder.relativePath): \(file): \(reason); expected what was published. The attempt is left out."
    }
  }
}
