import AudioFrontEnd
import Foundation
import Listening

/// Hears one recording after another with one recogniser.
struct Ear: Sendable {
  /// What standard input is called.
  static let inputName = "-"

  let recognizer: Recognizer
  /// Threads for each recording.
  let threads: Int
  let playbackGain: Double?
  /// The most that is read from standard input, in bytes.
  let inputLimit: Int

  /// Hears the recording called `name`; warns of one that ends before its time.
  func hear(_ name: String) throws -> HeardRecording {
    guard name == Self.inputName else { return try hear(URL(filePath: name), as: name) }
    // Its file lives as long as it is held.
    let input = try SpooledInput(limit: inputLimit)
    return try withExtendedLifetime(input) { try hear(input.file, as: name) }
  }

  private func hear(_ file: URL, as name: String) throws -> HeardRecording {
    do {
      let recording = try RecordingStream(file, sampleRate: recognizer.sampleRate)
      var heard = try recognizer.hear(recording, threads: threads, playbackGain: playbackGain)
      heard.file = name
      warn(of: recording.reader, as: name)
      return heard
    } catch {
      throw UnheardRecording(name: name, error: error)
    }
  }

  private func warn(of reader: AudioFileReader, as name: String) {
    let missing = (reader.declaredSampleCount ?? 0) - reader.sampleCount
    guard missing > 0 || reader.decodingMessage != nil else { return }
    let reason = reader.decodingMessage.map { " (\($0))" } ?? ""
    let heard = String(format: "%.1f", Double(reader.sampleCount) / Double(reader.sampleRate))
    Console.note("\(name): ends before its header says\(reason); \(heard) s were there and are heard.")
  }
}

/// A recording that cannot be heard.
struct UnheardRecording: Error, CustomStringConvertible {
  /// What its listener calls it.
  let name: String
  let error: any Error

  var description: String {
    switch error {
    case let error as AudioFileError where name != Ear.inputName: error.description
    case let error as AudioFileError:
      error.description.replacing(error.file.path, with: "standard input")
    default: "\(name == Ear.inputName ? "standard input" : name): \(error)"
    }
  }
}
