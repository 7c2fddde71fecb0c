import AudioFrontEnd
import Foundation
import ListeningTestSupport
import RecognitionScoring

/// A folder of recordings of tones, annotated as `earshot corpus compose` does it.
final class AnnotatedTones {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "earshot-annotated-\(UUID().uuidString)")

  /// A tone that is heard, or said to be heard.
  struct Tone {
    var name: String
    var onset: Double
    var offset: Double
    /// Whether it sounds.
    var sounds = true
    /// Whether the annotations tell of it.
    var isTold = true
  }

  struct Recording {
    var fold: Int
    var scene: String
    var tones: [Tone]
    var duration = 10.0
  }

  /// - Parameter names: What the annotations call the low and the high tone.
  init(_ recordings: [Recording], names: (low: String, high: String) = ("low", "high")) throws {
    let audio = folder.appending(path: "audio")
    try FileManager.default.createDirectory(at: audio, withIntermediateDirectories: true)
    var lines: [String] = []
    for (index, recording) in recordings.enumerated() {
      let heard = recording.tones.filter(\.sounds).map {
        ($0.name == "low" ? 1_000.0 : 3_000.0, $0.onset, $0.offset)
      }
      try AudioFile.write(
        ToneListener.waveform(heard, duration: recording.duration),
        to: audio.appending(path: "tones\(index).flac"), format: .flac)
      let events = recording.tones.filter(\.isTold).map {
        """
        { "class": "\($0.name == "low" ? names.low : names.high)", "onset": \($0.onset), "offset": \($0.offset) }
        """
      }
      lines.append(
        """
        { "id": "tones\(index)", "fold": \(recording.fold), "scene": "\(recording.scene)",
          "duration": \(recording.duration), "events": [\(events.joined(separator: ", "))] }
        """)
    }
    let text = """
      { "earshotSoundscapes": 1, "classes": ["\(names.high)", "\(names.low)"],
        "soundscapes": [\(lines.joined(separator: ",\n"))] }
      """
    try Data(text.utf8).write(to: folder.appending(path: "soundscapes.json"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func removeAudio() throws {
    try FileManager.default.removeItem(at: folder.appending(path: "audio"))
  }

  var recordings: AnnotatedRecordings { get throws { try AnnotatedRecordings(at: folder.path) } }
}
