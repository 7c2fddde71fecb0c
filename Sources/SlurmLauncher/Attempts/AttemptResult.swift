import ContentDigest
package import Foundation

/// What an attempt publishes: how the stage ended, and of every run's rows the digest, so that what a disk or
/// a network lost on the way is noticed.
package struct AttemptResult: Codable, Hashable {
  package var sweep: String
  package var trial: Int
  /// The epochs after which the stage ends; nil for all.
  package var stageEpochs: Int?
  package var ending: Ending
  /// Every run of the trial, in the order of seeds and folds.
  package var runs: [PublishedRun]
  /// The machine that it was trained on.
  package var host: String

  package init(
    sweep: String, trial: Int, stageEpochs: Int?, ending: Ending, runs: [PublishedRun] = [],
    host: String = ProcessInfo.processInfo.hostName
  ) {
    self.sweep = sweep
    self.trial = trial
    self.stageEpochs = stageEpochs
    self.ending = ending
    self.runs = runs
    self.host = host
  }

  /// How the stage ended.
  package enum Ending: Codable, Hashable {
    /// All runs are where the stage ends.
    case reached
    /// The loss of a run was not finite.
    case diverged(run: String, reason: String)
    /// The trial cannot be trained, for a reason of its own.
    case failed(reason: String)
  }

  /// A run of the trial.
  package struct PublishedRun: Codable, Hashable {
    /// The run's id, the name of its folder.
    package var id: String
    /// Its rows; nil where an earlier run, which the sweep's store has, answers.
    package var rows: Rows?

    package init(id: String, rows: Rows?) {
      self.id = id
      self.rows = rows
    }
  }

  /// The rows of a run, `run.sqlite` in its folder.
  package struct Rows: Codable, Hashable {
    /// SHA-256 of the file, as 64 hexadecimal digits.
    package var digest: String
    /// The file's bytes.
    package var byteCount: Int
    /// Epochs stored in it.
    package var epochCount: Int
    /// Predictions stored in it.
    package var predictionCount: Int

    package init(digest: String, byteCount: Int, epochCount: Int, predictionCount: Int) {
      self.digest = digest
      self.byteCount = byteCount
      self.epochCount = epochCount
      self.predictionCount = predictionCount
    }
  }
}

// MARK: The file

extension AttemptResult {
  private struct File: Codable {
    /// SHA-256 of `content` in its sorted form.
    var digest: String
    var content: AttemptResult
  }

  /// What is wrong with a file.
  package struct FileError: Error, CustomStringConvertible {
    package let description: String
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  /// The SHA-256 of the result as text.
  private var digest: String {
    // Strings and integers: they can always be encoded.
    ContentDigest(of: (try? Self.encoder.encode(self)) ?? Data()).hexadecimal
  }

  /// The bytes of `result.json`.
  package var file: Data {
    (try? Self.encoder.encode(File(digest: digest, content: self))) ?? Data()
  }

  /// The result that `file` holds.
  ///
  /// - Throws: ``FileError`` where it was cut off, or its digest is another.
  package init(file: Data) throws(FileError) {
    guard let decoded = try? JSONDecoder().decode(File.self, from: file) else {
      throw FileError(description: "found \(file.count) bytes that are no result")
    }
    guard decoded.digest == decoded.content.digest else {
      throw FileError(
        description: "found the digest \(decoded.digest.prefix(12)), which is not its content's")
    }
    guard decoded.content.runs.allSatisfy({ $0.hasSafeID }) else {
      throw FileError(description: "found a run whose name leads out of the folder")
    }
    self = decoded.content
  }
}

extension AttemptResult.PublishedRun {
  /// Whether the id names a folder within the one it is looked for in.
  fileprivate var hasSafeID: Bool { !id.isEmpty && !id.hasPrefix(".") && !id.contains("/") }
}
