import DurableFiles
package import Foundation
import Glibc

/// Where the attempts at one stage of a trial are:
/// `<runs>/sweeps/<sweep>/attempts/<shard>/<trial>/stage-<epochs>/`.
///
/// A shard holds a thousand trials, so that no folder grows beyond what file systems and people can list.
package struct StageFolder {
  /// Trials of a shard.
  package static let shardSize = 1000

  package let url: URL
  /// The folder of the trial, with its other stages.
  private let trialFolder: URL

  /// The stage of trial `trial` that ends after `epochs` epochs; nil for all of them.
  package init(sweepFolder: URL, trial: Int, epochs: Int?) {
    trialFolder =
      sweepFolder.appending(path: "attempts/\((trial - 1) / Self.shardSize)/\(trial)")
    url = trialFolder.appending(path: epochs.map { "stage-\($0)" } ?? "stage-all")
  }

  /// The attempts that there are, oldest first.
  package var attempts: [AttemptFolder] { Self.attempts(in: url) }

  /// The attempts at every stage of the trial, the newest of each stage first.
  package var attemptsOfAllStages: [AttemptFolder] {
    Self.names(in: trialFolder).flatMap { Self.attempts(in: trialFolder.appending(path: $0)).reversed() }
  }

  /// Makes the folder of a new attempt, which is then nobody else's.
  ///
  /// - Throws: ``AttemptError`` where it cannot be made.
  package func claim(_ identity: AttemptIdentity) throws(AttemptError) -> AttemptFolder {
    var identity = identity
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw AttemptError(
        folder: url, problem: .unwritable((error as NSError).localizedFailureReason ?? "\(error)"))
    }
    while true {
      let attempt = AttemptFolder(identity: identity, in: url)
      if mkdir(attempt.url.path, 0o755) == 0 {
        do {
          try FileManager.default.createDirectory(at: attempt.runsFolder, withIntermediateDirectories: false)
          for folder in [attempt.url, url] { try DurableFile.synchronize(folder: folder) }
        } catch {
          throw AttemptError(folder: attempt.url, problem: .unwritable("\(error)"))
        }
        return attempt
      }
      guard errno == EEXIST else {
        throw AttemptError(folder: attempt.url, problem: .unwritable(String(cString: strerror(errno))))
      }
      identity.copy += 1
    }
  }

  private static func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  private static func attempts(in folder: URL) -> [AttemptFolder] {
    names(in: folder).compactMap { AttemptIdentity(name: $0) }.sorted()
      .map { AttemptFolder(identity: $0, in: folder) }
  }
}
