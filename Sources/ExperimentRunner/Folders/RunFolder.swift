import ContentDigest
import DurableFiles
import Datasets
import ExperimentSchema
public import Foundation
import NeuralNetworks
import RunStore
import Training

/// The folder of one run and the files in it; `Runs/README.md` describes them.
public struct RunFolder: Sendable {
  /// The folder itself; its name is the run's id.
  public let url: URL

  /// The run's id: `<experiment>-<corpus>-s<seed>-f<fold>-<8 hex>`.
  public var id: String { url.lastPathComponent }

  /// The folder of run `id` among `runs`.
  public init(id: String, in runs: URL) {
    url = runs.appending(path: id)
  }

  /// Makes the folder of a new run, under an id that no folder has yet.
  ///
  /// - Throws: ``RunFolderError`` where the folder of runs cannot be written.
  package static func create(for run: PlannedRun, in runs: URL) throws(RunFolderError) -> RunFolder {
    let stem = "\(run.experiment.name)-\(run.corpus.name)-s\(run.seed)-f\(run.fold)"
    do {
      try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
      while true {
        let suffix = String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
        let folder = RunFolder(id: "\(stem)-\(suffix)", in: runs)
        guard !folder.exists else { continue }
        try FileManager.default.createDirectory(
          at: folder.url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        return folder
      }
    } catch {
      throw RunFolderError(folder: runs, reason: (error as NSError).localizedFailureReason ?? "\(error)")
    }
  }

  /// Whether the folder is there.
  package var exists: Bool { FileManager.default.fileExists(atPath: url.path) }

  package var experimentFile: URL { url.appending(path: "experiment.json") }
  var provenanceFile: URL { url.appending(path: "provenance.json") }
  package var checkpointFile: URL { url.appending(path: "checkpoint.safetensors") }
  var weightsFile: URL { url.appending(path: "model.safetensors") }
  var modelFile: URL { url.appending(path: "model.json") }
  var logFile: URL { url.appending(path: "log.jsonl") }
  package var lockFile: URL { url.appending(path: "lock") }

  /// Removes temporary files that a kill left. To be called by the holder of the lock.
  func removeLeftovers() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".tmp") {
      try? FileManager.default.removeItem(at: url.appending(path: name))
    }
  }

  /// What the store notes of the files that a finished run leaves.
  func artifacts() -> [Artifact] {
    [experimentFile, provenanceFile, checkpointFile, weightsFile, modelFile].compactMap { file in
      guard let content = try? Data(contentsOf: file) else { return nil }
      return Artifact(
        path: file.lastPathComponent, digest: ContentDigest(of: content), byteCount: content.count)
    }
  }
}

/// The folder of runs, or that of one run, cannot be written.
public struct RunFolderError: Error, CustomStringConvertible {
  /// The folder of all runs, or that of one.
  public let folder: URL
  /// The system's reason.
  public let reason: String

  init(folder: URL, reason: String) {
    self.folder = folder
    self.reason = reason
  }

  /// What to say where the lock of `folder` is not to be had.
  init(_ folder: RunFolder, _ refusal: RunLock.Refusal) {
    let reason =
      switch refusal {
      case .held: "Another process holds its lock."
      case .unusable(let reason): "Its lock file cannot be opened for writing: \(reason)."
      }
    self.init(folder: folder.url, reason: reason)
  }

  public var description: String {
    "\(folder.relativePath): cannot keep a run there: \(reason) "
      + "Choose a folder you may write to with --runs."
  }
}
