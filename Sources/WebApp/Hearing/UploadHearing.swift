import AudioFrontEnd
import ContentDigest
import DurableFiles
import Foundation
import Hummingbird
import Listening
import NIOPosix
import PassingFiles

/// Hears uploads: takes one in, has it decoded, hears it with the model asked for, and lets go of it.
struct UploadHearing: Sendable {
  let settings: WebSettings
  let receiver: UploadReceiver
  let decoder: UploadDecoder
  let models: ModelLibrary
  let slots: WorkSlots

  /// An upload that was heard.
  struct Heard: Sendable {
    var recording: HeardRecording
    /// What was decoded of it, as long as somebody holds it.
    var audio: PassingFile
  }

  /// Hears the body of `request`; the query's `name` is what to call it, `model` who hears it, `playbackGain` how loud it
  /// is played.
  ///
  /// - Throws: ``Refusal`` where it cannot be heard.
  func hear(_ request: Request) async throws -> Heard {
    let query = try Query(of: request.head.path ?? "")
    let name = query["name"].map { String($0.prefix(200)) } ?? "upload"
    let gain = try query.decimal("playbackGain", in: PlaybackGain.range, unit: "dB")
    let recognizer = try await NIOThreadPool.singleton.runIfActive {
      try models.recognizer(named: query["model"])
    }
    let upload = try await receiver.receive(request)
    return try await slots.perform {
      let audio = try await decoder.decode(upload)
      var recording = try await NIOThreadPool.singleton.runIfActive {
        try hear(audio, by: recognizer, playbackGain: gain)
      }
      recording.file = name
      if let folder = settings.keptUploads {
        try await NIOThreadPool.singleton.runIfActive { try Self.keep(upload, called: name, in: folder) }
      }
      return Heard(recording: recording, audio: audio)
    }
  }

  private func hear(
    _ audio: PassingFile, by recognizer: Recognizer, playbackGain: Double?
  ) throws -> HeardRecording {
    let deadline = ContinuousClock.now + .seconds(settings.limits.hearingSeconds)
    do {
      let recording = try RecordingStream(audio.url, sampleRate: recognizer.sampleRate)
      return try recognizer.hear(recording, playbackGain: playbackGain) { _ in
        if ContinuousClock.now > deadline { throw Self.unheard("it takes too long with this model") }
      }
    } catch let error as AudioFileError {
      throw Self.unheard("\(error.reason)")
    } catch let error as FrontEndError {
      throw Self.unheard("\(error)")
    }
  }

  private static func unheard(_ words: String) -> Refusal {
    Refusal(
      status: .unprocessableContent, found: "a recording that the model cannot hear: \(words)",
      expected: "a recording with sound", remedy: "Play it to see that it is whole, or choose another model.")
  }

  /// Keeps the upload under a name made of its content: nothing that a stranger wrote is a part of it but an
  /// ending that we know.
  private static func keep(_ upload: PassingFile, called name: String, in folder: URL) throws {
    let content = try Data(contentsOf: upload.url)
    let known = ["wav", "flac", "ogg", "mp3", "aiff", "aif"]
    let ending = known.first { name.lowercased().hasSuffix("." + $0) } ?? "audio"
    let file = folder.appending(path: "\(ContentDigest(of: content).hexadecimal.prefix(16)).\(ending)")
    try DurableFile.write(content, to: file)
  }
}
