public import Foundation

/// A file could not be read or written as audio.
public struct AudioFileError: Error, Sendable, Equatable {
  /// What is wrong with the file.
  public enum Reason: Sendable, Equatable {
    /// The system refused to open it.
    case unreadable(systemMessage: String)
    /// It is a folder, a device, a pipe.
    case notAFile(kind: String)
    /// It holds no bytes.
    case emptyFile
    /// libsndfile recognises no format in it.
    case notAudio(libraryMessage: String)
    /// libsndfile reads it, but it is none of ``AudioFormat``.
    case unsupportedFormat(name: String)
    /// More channels than the limit.
    case channels(found: Int, maximum: Int)
    /// A sampling rate outside the limits.
    case sampleRate(found: Int, accepted: ClosedRange<Int>)
    /// More seconds than the limit.
    case duration(maximum: Double)
    /// More samples per channel than the limit.
    case sampleCount(maximum: Int)
    /// The header is good, but no sample follows it.
    case noSamples(libraryMessage: String?)
    /// A sample that is NaN or infinite.
    case nonFiniteSample(position: Int)
    /// The library could not write it.
    case unwritable(libraryMessage: String)
  }

  /// The file that was read or written.
  public let file: URL
  /// What is wrong with it.
  public let reason: Reason

  /// The error of `file`.
  public init(file: URL, reason: Reason) {
    self.file = file
    self.reason = reason
  }
}

extension AudioFileError: CustomStringConvertible {
  public var description: String { "\(file.path): \(wording)" }

  private var wording: String {
    switch reason {
    case .unreadable(let message):
      "cannot be opened: \(message); expected a readable audio file. Check the path and its permissions."
    case .notAFile(let kind):
      "found a \(kind); expected an audio file. Name a file inside it, or another path."
    case .emptyFile:
      "found a file of 0 bytes; expected audio. Copy or download it again."
    case .notAudio(let message):
      "found no audio (\(message)); expected \(Self.formats). Convert it, or copy it again if it was one."
    case .unsupportedFormat(let name):
      "found \(name); expected \(Self.formats). Convert it first."
    case .channels(let found, let maximum):
      "found \(found) channels; expected 1...\(maximum). Mix it down first."
    case .sampleRate(let found, let accepted):
      "found a sampling rate of \(found) Hz; expected \(accepted.lowerBound)...\(accepted.upperBound) Hz. "
        + "Its header is damaged, or it needs resampling first."
    case .duration(let maximum):
      "found more than \(Self.seconds(maximum)) s of audio; expected at most that. Cut it into shorter files."
    case .sampleCount(let maximum):
      "found more than \(maximum) samples of each channel; expected at most that. Cut it into shorter files, "
        + "or resample it to a lower rate."
    case .noSamples(let message):
      "found a header but no samples\(message.map { " (\($0))" } ?? ""); expected at least one. "
        + "Copy or download it again."
    case .nonFiniteSample(let position):
      "found NaN or infinity at sample \(position); expected finite amplitudes. "
        + "Export it again from the program that made it."
    case .unwritable(let message):
      "cannot be written: \(message). Choose a folder that you may write to, on a disk with space."
    }
  }

  private static let formats = "WAV, FLAC, Ogg Vorbis, MP3 or AIFF"

  private static func seconds(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : String(value)
  }
}
